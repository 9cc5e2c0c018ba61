"""Draws books.svg, the row of eight book advertisements (三段八割) at the foot of the page.

Words are outlines of Noto Serif CJK JP and Noto Sans CJK JP (SIL Open Font License 1.1), so that the drawing
needs no face. Houses, books and authors are invented. Run it in this folder; it needs fontTools.
"""

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection

FOLDER = "/usr/share/fonts/opentype/noto/"
WIDTH, HEIGHT, COUNT = 1046.0, 335.6, 8


class Type:
    def __init__(self, file):
        self.font = TTCollection(FOLDER + file).fonts[0]
        self.glyphs, self.cmap = self.font.getGlyphSet(), self.font.getBestCmap()
        self.turned = {}
        gsub = self.font["GSUB"].table
        for feature in gsub.FeatureList.FeatureRecord:
            if feature.FeatureTag == "vert":
                for index in feature.Feature.LookupListIndex:
                    for sub in gsub.LookupList.Lookup[index].SubTable:
                        self.turned.update(getattr(getattr(sub, "ExtSubTable", sub), "mapping", {}))

    def glyph(self, character, x, y, size, upright=True):
        """One glyph whose em box has its top left at x, y."""
        name = self.cmap[ord(character)]
        name = self.turned.get(name, name) if upright else name
        scale = size / 1000
        pen = SVGPathPen(self.glyphs, ntos=lambda n: f"{n:.2f}".rstrip("0").rstrip("."))
        self.glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, y + 0.88 * size)))
        return pen.getCommands()

    def down(self, text, axis, top, size, lead=1.0):
        paths = [self.glyph(c, axis - size / 2, top + i * size * lead, size) for i, c in enumerate(text) if c != "　"]
        return "".join(paths)

    def across(self, text, left, top, size):
        return "".join(self.glyph(c, left + i * size, top, size, False) for i, c in enumerate(text))


mincho, bold, gothic = (
    Type(f) for f in ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc")
)

BOOKS = [
    ("海の名前の辞典", "浦部志摩子", "潮騒堂", "四七〇〇語。漁師の口から採った海のことば", "三八〇〇円"),
    ("駅前食堂の百年", "猪熊弥一", "軽便書房", "品書きと時刻表でたどる町の暮らし", "二二〇〇円"),
    ("霧笛の数学", "雁屋透", "灯台舎", "灯台守の日誌に眠る未解決問題", "二四〇〇円"),
    ("祖母の綴じ糸", "葛原みぎわ", "潮騒堂", "和裁士の娘がほどく家族の秘密。長編小説", "一九〇〇円"),
    ("山椒魚を飼う人", "坪井草平", "里山社", "谷に暮らした男の観察記、三十年ぶり復刊", "二六〇〇円"),
    ("字を彫る", "三角蔵人", "活版工房", "木版から活字へ。職人七人の手の記録", "三二〇〇円"),
    ("雪の降らない国の橇", "千早ルミ", "ひばり館", "ともだちに会いに行く絵本。四歳から", "一五〇〇円"),
    ("潮目の経済学", "堂本栄", "軽便書房", "魚の値段はだれが決めるのか", "二〇〇〇円"),
]

out, rules = [], []
for i, (title, author, house, blurb, price) in enumerate(BOOKS):
    left = WIDTH - WIDTH / COUNT * (i + 1)
    width = WIDTH / COUNT
    face = (bold, gothic)[i % 2]
    size = min(40.0, 232.0 / len(title))
    out.append(face.down(title, left + width - 36, 20, size))
    out.append(mincho.down(author + "著" if i != 6 else author + "作", left + width - 72, 70, 15))
    half = (len(blurb) + 1) // 2
    for n, piece in enumerate((blurb[:half], blurb[half:])):
        out.append(mincho.down(piece, left + 40 - n * 17, 22, min(11.5, 225.0 / half)))
    out.append(gothic.across(house, left + (width - len(house) * 16) / 2, HEIGHT - 58, 16))
    out.append(mincho.across(price, left + (width - len(price) * 10) / 2, HEIGHT - 34, 10))
    rules.append(f"M{left + 10:.2f} {HEIGHT - 66:.2f}h{width - 20:.2f}v.5h-{width - 20:.2f}z")
    if i + 1 < COUNT:
        rules.append(f"M{left - 0.25:.2f} 6h.5v{HEIGHT - 12:.2f}h-.5z")

with open("books.svg", "w", encoding="utf-8") as file:
    file.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" ')
    file.write(f'viewBox="0 0 {WIDTH} {HEIGHT}">\n<path fill="#000" d="{"".join(rules + out)}"/>\n</svg>\n')
