#!/usr/bin/env python3
"""Draws the vector art of this issue: two graphics (SVG) and the supplied advertisement (PDF).

    pip install fonttools qrcode
    python3 make_art.py

Every word is drawn as outlines from the shipped faces, so that the files need no font. The
advertisement is CMYK only, without transparency, its total ink within 220 %, cut to 5 columns by
31 lines of the broadsheet grid (1008 x 434 pt). The files that this writes are committed; nothing
in a build runs it.
"""

import math
import zlib
from pathlib import Path

import qrcode
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
FONTS = HERE.parents[2] / "fonts"
FACES = {
    "hei": "PressHeiSC-Medium.otf",
    "heibold": "PressHeiSC-Bold.otf",
    "heiblack": "PressHeiSC-Black.otf",
    "song": "PressSongSC-Black.otf",
    "kai": "PressKaiGB-Regular.ttf",
    "brush": "PressBrushSC-Regular.ttf",
    "latin": "PressLatinSerif-Bold.otf",
}


class Outline(BasePen):
    """Collects a glyph's contours as cubic path steps in the caller's coordinates."""

    def __init__(self, glyphs, place):
        super().__init__(glyphs)
        self.place, self.steps = place, []

    def _moveTo(self, p):
        self.steps.append(("m", [self.place(p)]))

    def _lineTo(self, p):
        self.steps.append(("l", [self.place(p)]))

    def _curveToOne(self, a, b, c):
        self.steps.append(("c", [self.place(p) for p in (a, b, c)]))

    def _closePath(self):
        self.steps.append(("h", []))

    _endPath = _closePath


class Face:
    opened = {}

    def __new__(cls, name):
        if name not in cls.opened:
            self = super().__new__(cls)
            self.font = TTFont(FONTS / FACES[name])
            self.cmap, self.glyphs = self.font.getBestCmap(), self.font.getGlyphSet()
            self.em = self.font["head"].unitsPerEm
            cls.opened[name] = self
        return cls.opened[name]

    def width(self, text, size, track=0.0):
        advance = sum(self.glyphs[self.cmap[ord(c)]].width for c in text) * size / self.em
        return advance + track * (len(text) - 1)

    def steps(self, text, x, y, size, track=0.0, anchor="start", up=1):
        """Steps of a line whose baseline starts at x, y; `up` is -1 where y runs downwards."""
        x -= self.width(text, size, track) * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        out, k = [], size / self.em
        for c in text:
            pen = Outline(self.glyphs, lambda p, x=x: (x + p[0] * k, y + up * p[1] * k))
            glyph = self.glyphs[self.cmap[ord(c)]]
            glyph.draw(pen)
            out += pen.steps
            x += glyph.width * k + track
        return out


def num(v):
    return f"{v:.2f}".rstrip("0").rstrip(".") if "." in f"{v:.2f}" else f"{v:.2f}"


# ---------------------------------------------------------------- SVG


class Svg:
    def __init__(self, w, h):
        self.w, self.h, self.body = w, h, []

    def shape(self, d, fill="none", stroke=None, width=1.0, dash=None):
        s = f'<path d="{d}" fill="{fill}"'
        if stroke:
            s += f' stroke="{stroke}" stroke-width="{num(width)}" stroke-linejoin="round" stroke-linecap="round"'
            if dash:
                s += f' stroke-dasharray="{dash}"'
        self.body.append(s + "/>")

    def rect(self, x, y, w, h, fill):
        self.shape(f"M{num(x)} {num(y)}h{num(w)}v{num(h)}h{num(-w)}z", fill)

    def dot(self, x, y, r, fill, stroke=None, width=1.0):
        d = f"M{num(x - r)} {num(y)}a{num(r)} {num(r)} 0 1 0 {num(2 * r)} 0a{num(r)} {num(r)} 0 1 0 {num(-2 * r)} 0z"
        self.shape(d, fill, stroke, width)

    def text(self, face, words, x, y, size, fill="#000", track=0.0, anchor="start"):
        d = ""
        for op, pts in Face(face).steps(words, x, y, size, track, anchor, up=-1):
            d += {"m": "M", "l": "L", "c": "C", "h": "Z"}[op] + " ".join(f"{num(a)} {num(b)}" for a, b in pts)
        self.shape(d, fill)

    def save(self, name):
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.w}" height="{self.h}" viewBox="0 0 {self.w} {self.h}">'
        (HERE / name).write_text("\n".join([head, *self.body, "</svg>", ""]), encoding="utf-8")


RED, BLACK, GREY, WATER, LAND = "#d7000f", "#000000", "#808080", "#dce9ef", "#f4f4f4"


def night_bus():
    s = Svg(394, 200)
    s.rect(0, 0, 394, 200, LAND)
    s.shape("M18 88C8 60 34 34 66 40C92 44 104 66 128 74C150 82 148 112 128 122C104 134 84 120 62 128C40 134 24 112 18 88z", WATER)
    s.shape("M128 100C170 116 190 150 240 158S340 150 394 172", "none", WATER, 11)
    s.text("kai", "芦汀湖", 78, 95, 11, GREY, 3, "middle")
    routes = [
        (GREY, 3, None, "M44 22L150 22L196 60L196 118L150 172L52 172"),
        (BLACK, 3, "7 5", "M30 146L92 146L150 172L262 128L326 176"),
        (BLACK, 3, None, "M44 22M104 44L196 60L262 128L352 128"),
        (RED, 3.4, None, "M148 92L196 118L262 128L292 72L340 30"),
    ]
    for ink, width, dash, d in routes:
        s.shape(d, "none", "#ffffff", width + 2.4)
        s.shape(d, "none", ink, width, dash)
    for x, y in [(80, 22), (115, 22), (174, 41.7), (196, 80), (172, 146), (118, 172), (84, 172), (62, 146), (120, 158.6),
                 (186, 157.7), (224, 142.8), (294, 152), (128, 48), (158, 53.6), (230, 95), (300, 128), (326, 128),
                 (172, 105), (196, 118), (228, 122.8), (277, 100), (306, 59.7), (323, 44.8)]:
        s.dot(x, y, 2.1, "#ffffff", BLACK, 1)
    for x, y in [(196, 60), (262, 128), (150, 172)]:
        s.dot(x, y, 5.2, "#ffffff", BLACK, 2)
    for x, y, ink in [(44, 22, GREY), (52, 172, GREY), (30, 146, BLACK), (326, 176, BLACK), (104, 44, BLACK), (352, 128, BLACK), (148, 92, RED), (340, 30, RED)]:
        s.dot(x, y, 4.2, ink)
    labels = [
        ("北湾", 44, 14, "middle"), ("新渡", 43, 188, "middle"), ("云埠", 30, 137, "middle"), ("柳浦", 96, 41, "end"),
        ("观潮广场", 142, 87, "end"), ("区中医院", 189, 83, "end"), ("区人民医院", 180, 132, "end"),
        ("江汊产业园", 352, 118, "middle"), ("清砥工业园", 340, 20, "middle"), ("汀上物流园", 334, 191, "middle"),
    ]
    for words, x, y, anchor in labels:
        s.text("hei", words, x, y, 9.5, BLACK, 0, anchor)
    for words, x, y, ink in [("夜1", 306, 82, RED), ("夜2", 282, 118, BLACK), ("夜3", 216, 164, BLACK), ("夜4", 130, 16, GREY)]:
        s.rect(x - 2, y - 10.5, 22, 14, ink)
        s.text("heibold", words, x + 9, y, 10.5, "#ffffff", 0, "middle")
    s.save("night-bus.svg")


def power():
    s = Svg(174, 112)
    data = [("9月", 3.9), ("10月", 4.0), ("11月", 4.1), ("12月", 4.3), ("1月", 3.2), ("2月", 4.4)]
    foot, unit = 90, 17.5
    for v in (1, 2, 3, 4):
        s.shape(f"M0 {num(foot - v * unit)}H174", "none", "#c8c8c8", 1.1)
    for i, (month, v) in enumerate(data):
        x = 4 + i * 29
        last = i == len(data) - 1
        s.rect(x, foot - v * unit, 21, v * unit, RED if last else "#8c8c8c")
        s.text("heibold", f"{v:.1f}", x + 10.5, foot - v * unit - 3, 9, BLACK, 0, "middle")
        s.text("hei", month, x + 10.5, foot + 10, 8, BLACK, 0, "middle")
    s.shape(f"M0 {foot}H174", "none", BLACK, 1)
    s.text("hei", "2022年", 2, foot + 20, 8, BLACK)
    s.text("hei", "2023年", 116, foot + 20, 8, BLACK)
    s.save("power.svg")


# ---------------------------------------------------------------- PDF


class Page:
    """A page of CMYK paths; y runs upwards from the foot, in points."""

    def __init__(self, w, h):
        self.w, self.h, self.ops = w, h, []

    def ink(self, cmyk, stroke=False):
        assert sum(cmyk) <= 220, cmyk
        self.ops.append(" ".join(num(v / 100) for v in cmyk) + (" K" if stroke else " k"))

    def path(self, steps, cmyk):
        self.ink(cmyk)
        for op, pts in steps:
            self.ops.append(" ".join(f"{num(a)} {num(b)}" for a, b in pts) + (" " if pts else "") + op)
        self.ops.append("f")

    def rect(self, x, y, w, h, cmyk):
        self.ink(cmyk)
        self.ops.append(f"{num(x)} {num(y)} {num(w)} {num(h)} re f")

    def line(self, x1, y1, x2, y2, width, cmyk):
        self.ink(cmyk, stroke=True)
        self.ops.append(f"{num(width)} w {num(x1)} {num(y1)} m {num(x2)} {num(y2)} l S")

    def ellipse(self, cx, cy, rx, ry, cmyk):
        k = 4 / 3 * math.tan(math.pi / 8)
        p = [("m", [(cx + rx, cy)])]
        for a in range(4):
            t0, t1 = a * math.pi / 2, (a + 1) * math.pi / 2
            c0, s0, c1, s1 = math.cos(t0), math.sin(t0), math.cos(t1), math.sin(t1)
            p.append(("c", [(cx + rx * (c0 - k * s0), cy + ry * (s0 + k * c0)),
                            (cx + rx * (c1 + k * s1), cy + ry * (s1 - k * c1)), (cx + rx * c1, cy + ry * s1)]))
        self.path(p + [("h", [])], cmyk)

    def text(self, face, words, x, y, size, cmyk, track=0.0, anchor="start"):
        self.path(Face(face).steps(words, x, y, size, track, anchor), cmyk)

    def qr(self, link, x, y, size, cmyk):
        code = qrcode.QRCode(border=0, error_correction=qrcode.constants.ERROR_CORRECT_M)
        code.add_data(link)
        code.make(fit=True)
        rows = code.get_matrix()
        m = size / len(rows)
        self.ink(cmyk)
        for r, row in enumerate(rows):
            c = 0
            while c < len(row):
                n = 0
                while c + n < len(row) and row[c + n]:
                    n += 1
                if n:
                    self.ops.append(f"{x + c * m:.3f} {y + size - (r + 1) * m:.3f} {n * m:.3f} {m:.3f} re")
                c += max(n, 1)
        self.ops.append("f")

    def save(self, name):
        data = zlib.compress("\n".join(self.ops).encode(), 9)
        box = f"[0 0 {num(self.w)} {num(self.h)}]"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox {box} /BleedBox {box} /TrimBox {box} "
            f"/Resources << /ProcSet [/PDF] >> /Contents 4 0 R >>".encode(),
            f"<< /Length {len(data)} /Filter /FlateDecode >>\nstream\n".encode() + data + b"\nendstream",
        ]
        out, at = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
        for i, o in enumerate(objects, 1):
            at.append(len(out))
            out += f"{i} 0 obj\n".encode() + o + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{a:010} 00000 n \n".encode() for a in at)
        out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        (HERE / name).write_bytes(out)


CREAM, FIRE, COAL, WARM, PAPER = (0, 4, 14, 0), (0, 90, 95, 0), (0, 0, 0, 100), (0, 35, 85, 0), (0, 0, 0, 0)
EMBER = (0, 70, 100, 10)


def wok(p, cx, cy, r):
    """A round iron pan seen from the side, flames under it, steam over it."""
    for dx, h, ink in [(-78, 62, FIRE), (-40, 86, FIRE), (0, 98, FIRE), (40, 86, FIRE), (78, 62, FIRE),
                       (-60, 40, WARM), (-20, 56, WARM), (20, 56, WARM), (60, 40, WARM)]:
        x, y, w = cx + dx, cy - r * 0.62 - 74, 24 if ink is FIRE else 15
        p.path([("m", [(x, y)]), ("c", [(x - w * 1.7, y + h * 0.18), (x - w, y + h * 0.62), (x + w * 0.1, y + h)]),
                ("c", [(x + w * 0.2, y + h * 0.72), (x + w * 1.6, y + h * 0.34), (x, y)]), ("h", [])], ink)
    k = 0.5523
    p.path([("m", [(cx - r, cy)]), ("c", [(cx - r, cy - r * k * 0.75), (cx - r * k, cy - r * 0.66), (cx, cy - r * 0.66)]),
            ("c", [(cx + r * k, cy - r * 0.66), (cx + r, cy - r * k * 0.75), (cx + r, cy)]), ("h", [])], COAL)
    p.ellipse(cx, cy, r, r * 0.17, (0, 0, 0, 80))
    p.ellipse(cx, cy - 1, r * 0.93, r * 0.125, COAL)
    for side in (-1, 1):
        x = cx + side * (r + 2)
        p.path([("m", [(x - side * 8, cy + 6)]), ("c", [(x + side * 20, cy + 14), (x + side * 34, cy - 2), (x + side * 26, cy - 16)]),
                ("l", [(x + side * 17, cy - 14)]), ("c", [(x + side * 22, cy - 4), (x + side * 14, cy + 2), (x - side * 6, cy - 4)]), ("h", [])], COAL)
    for dx in (-52, 0, 52):
        x, y = cx + dx, cy + r * 0.2
        p.path([("m", [(x, y)]), ("c", [(x + 22, y + 18), (x - 20, y + 40), (x + 6, y + 64)]),
                ("c", [(x - 8, y + 42), (x + 32, y + 20), (x, y)]), ("h", [])], PAPER)


def advertisement():
    w, h = 1008, 434
    p = Page(w, h)
    p.rect(0, 0, w, h, CREAM)
    p.rect(0, 0, 372, h, EMBER)
    p.ellipse(186, 242, 150, 150, WARM)
    wok(p, 186, 236, 132)
    p.text("brush", "禾焰", 186, 20, 62, PAPER, 14, "middle")

    x = 412
    p.text("song", "一口铁锅", x - 4, 328, 98, COAL, 4)
    p.text("song", "炒热三代人的晚饭", x - 2, 250, 66, FIRE, 2)
    p.text("kai", "不刷涂层，不镶花边。三毫米熟铁，一千二百锤，越用越黑，越黑越不粘。", x, 216, 15.5, COAL, 0.8)
    p.line(x, 200, 968, 200, 1, COAL)

    columns = [("锤", "手工打制", "老师傅掌锤，每口锅", "从下料到开锅要四天"), ("养", "十年养护", "凭锅底编号免费除锈、", "换柄、重新开锅"), ("换", "旧锅抵价", "任何品牌的旧铁锅，", "抵一百元换新锅")]
    for i, (mark, head, a, b) in enumerate(columns):
        cx = x + i * 188
        p.ellipse(cx + 20, 160, 20, 20, FIRE)
        p.text("heibold", mark, cx + 20, 152.6, 20, PAPER, 0, "middle")
        p.text("heibold", head, cx + 50, 153, 19, COAL, 0.5)
        p.text("hei", a, cx, 120, 11.5, COAL)
        p.text("hei", b, cx, 103, 11.5, COAL)

    p.rect(x, 16, 556, 66, COAL)
    p.text("heibold", "春季上新价", x + 18, 54, 14, PAPER, 1)
    p.text("hei", "三十二厘米带盖", x + 18, 32, 12, PAPER, 0.5)
    p.text("heiblack", "399", x + 122, 31, 46, WARM)
    p.text("heibold", "元", x + 207, 32, 16, PAPER)
    p.text("heibold", "订购电话 8888 0088", x + 250, 54, 16, PAPER, 0.3)
    p.text("hei", "云潮禾焰炊具股份有限公司  example.org/heyan", x + 250, 32, 10.5, PAPER)
    p.rect(x + 492, 19, 60, 60, PAPER)
    p.qr("https://example.org/heyan", x + 497, 24, 50, COAL)
    p.save("ad.pdf")


if __name__ == "__main__":
    night_bus()
    power()
    advertisement()
