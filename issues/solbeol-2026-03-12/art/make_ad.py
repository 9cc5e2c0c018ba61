"""Draws concert.svg, the advertisement over all five columns at the foot of the front page (5단 통광고).

Words are outlines of Noto Serif CJK KR and Noto Sans CJK KR (SIL Open Font License 1.1), so that the drawing needs no
face. Orchestra, hall and players are invented. Run it in this folder; it needs fontTools.
"""

from math import cos, pi, sin

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection

FOLDER = "/usr/share/fonts/opentype/noto/"
WIDTH, HEIGHT = 825.6, 273.6


class Type:
    def __init__(self, file):
        faces = TTCollection(FOLDER + file).fonts
        self.font = next(f for f in faces if f["name"].getDebugName(1).endswith(("KR", "KR Black")))
        self.glyphs, self.cmap = self.font.getGlyphSet(), self.font.getBestCmap()

    def across(self, text, left, base, size, track=0.0, align="start"):
        names = [self.cmap[ord(c)] for c in text]
        width = sum(self.glyphs[n].width * size / 1000 + track for n in names) - track
        x = left - {"start": 0, "middle": width / 2, "end": width}[align]
        out = []
        for name in names:
            pen = SVGPathPen(self.glyphs, ntos=lambda n: f"{n:.2f}".rstrip("0").rstrip("."))
            scale = size / 1000
            self.glyphs[name].draw(TransformPen(pen, (scale, 0, 0, -scale, x, base)))
            out.append(pen.getCommands())
            x += self.glyphs[name].width * scale + track
        return "".join(out)


serif, bold, sans, black = (
    Type(f)
    for f in (
        "NotoSerifCJK-Regular.ttc",
        "NotoSerifCJK-Bold.ttc",
        "NotoSansCJK-Regular.ttc",
        "NotoSansCJK-Bold.ttc",
    )
)

NAVY, PAPER, GOLD = "#14275a", "#ffffff", "#c9a24a"

# The waves of the bay as the lines of a score, and the moon over them as a note.
waves = []
for row in range(5):
    y = 168 + row * 17
    points = [f"{x:.1f} {y + 9 * sin(x / 71 + row * 0.45) * (0.4 + x / WIDTH):.2f}" for x in range(0, 420, 6)]
    waves.append(f'<path d="M{" L".join(points)}" fill="none" stroke="{GOLD}" stroke-width="2"/>')
notes = []
for x, row in ((78, 3), (131, 2), (184, 2), (238, 1), (292, 0), (346, 1)):
    y = 168 + row * 17 + 9 * sin(x / 71 + row * 0.45) * (0.4 + x / WIDTH)
    notes.append(f'<ellipse cx="{x}" cy="{y:.2f}" rx="9.5" ry="7" transform="rotate(-22 {x} {y:.2f})" fill="{PAPER}"/>')
    notes.append(f'<path d="M{x + 8.6} {y - 3:.2f} V{y - 52:.2f}" fill="none" stroke="{PAPER}" stroke-width="2.4"/>')
rays = [
    f'<path d="M{96 + 44 * cos(a):.2f} {80 + 44 * sin(a):.2f} L{96 + 52 * cos(a):.2f} {80 + 52 * sin(a):.2f}" '
    f'fill="none" stroke="{GOLD}" stroke-width="2"/>'
    for a in (k * pi / 12 for k in range(24))
]

words = [
    (PAPER, sans.across("솔벌시립교향악단 제214회 정기연주회", 452, 50, 17)),
    (PAPER, bold.across("달빛 만조", 450, 118, 64, 2)),
    (GOLD, serif.across("달이 바다를 당기는 밤, 바다가 우리를 부르는 소리", 453, 146, 14)),
    (PAPER, sans.across("맹가온", 453, 176, 13.5)),
    (PAPER, sans.across("첼로 협주곡 ‘물때’ 초연", 503, 176, 13.5)),
    (PAPER, sans.across("도한빛", 453, 195, 13.5)),
    (PAPER, sans.across("관현악 모음곡 ‘여섯 등대’", 503, 195, 13.5)),
    (PAPER, sans.across("지휘 차윤슬   첼로 남이랑", 453, 214, 13.5)),
    (GOLD, black.across("3월 28일(토) 저녁 7시 30분", 453, 246, 18)),
    (GOLD, black.across("솔벌바다회관 큰마당", 801, 246, 14, 0, "end")),
    (PAPER, sans.across("전석 2만원 · 학생 5천원", 801, 176, 11, 0, "end")),
    (PAPER, sans.across("예매 000-0000", 801, 195, 11, 0, "end")),
    (PAPER, sans.across("공연 뒤 은포항까지 무료 버스", 801, 214, 11, 0, "end")),
]

with open("concert.svg", "w", encoding="utf-8") as file:
    file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">\n')
    file.write(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{NAVY}"/>\n')
    file.write(f'<circle cx="96" cy="80" r="36" fill="{GOLD}"/>\n')
    file.write("\n".join(rays + waves + notes) + "\n")
    for ink, path in words:
        file.write(f'<path fill="{ink}" d="{path}"/>\n')
    file.write("</svg>\n")
