"""Takes the pictures in the README from what `make demo` left: take_pictures.py demo-output docs/pictures."""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

#: Picture -> the file in the demonstration's folder (the last of several), and how much of it is shown.
PICTURES = {
    "digest.png": ("digest.html", 890),
    "review.png": ("review.html", 1110),
    "weekly-report.png": ("weekly/*rowena-ashplant.html", 1160),
}
#: Few colours: the pages have few, and pictures weigh on everybody who fetches the repository.
COLOURS = 96


def main(demo: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (pattern, height) in PICTURES.items():
            screen = {"width": 760, "height": height}
            page = chromium.new_context(viewport=screen, color_scheme="light", device_scale_factor=1.5).new_page()
            page.goto(max(demo.glob(pattern)).resolve().as_uri())
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target / name, optimize=True)
            print(f"{target / name}: {(target / name).stat().st_size // 1024} kB")
        chromium.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
