"""A headless Chromium, spoken to over a pipe by its DevTools protocol: no package and no port is needed."""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Final, Self

PROGRAM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
"""None where there is none."""
_PATIENCE_S: Final = 60.0


class Browser:
    """One tab. Used as a context, it ends with it."""

    def __init__(self, folder: Path, *, width: int = 1000, height: int = 900) -> None:
        self.events: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._rest = b""
        to_child, self._write = os.pipe()
        self._read, from_child = os.pipe()
        # What is asked for stands on its descriptor 3, what it answers on 4.
        command = f'exec "$0" "$@" 3<&{to_child} 4>&{from_child}'
        self._process = subprocess.Popen(
            [
                *("bash", "-c", command, str(PROGRAM), "--headless=new", "--no-sandbox", "--disable-gpu"),
                *("--remote-debugging-pipe", f"--user-data-dir={folder}", "--no-first-run"),
                *("--autoplay-policy=no-user-gesture-required", "--disable-dev-shm-usage", "--mute-audio"),
                *("--disable-background-networking", "--disable-component-update", "about:blank"),
            ],
            pass_fds=(to_child, from_child),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        self._session = ""
        targets = self.call("Target.getTargets")["targetInfos"]
        tab = next(target["targetId"] for target in targets if target["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=tab, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.size(width, height)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=20)
        os.close(self._write)
        os.close(self._read)

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask for something and wait for its answer; what else is told meanwhile is in ``events``."""
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._read, 1 << 20)
            if not more:
                raise RuntimeError("the browser has ended")
            self._rest += more
        message, self._rest = self._rest.split(b"\0", 1)
        told: dict[str, Any] = json.loads(message)
        return told

    def size(self, width: int, height: int, *, mobile: bool = False) -> None:
        """The window, in CSS pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=mobile,
        )  # fmt: skip

    def media(self, **features: str) -> None:
        """What the system prefers, such as ``prefers_color_scheme="dark"``."""
        wanted = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=wanted)

    def open(self, path: Path) -> None:
        """Show a file, and wait until it is loaded."""
        self.events.clear()
        self.call("Page.navigate", url=path.as_uri())
        self.wait('document.readyState === "complete"')

    def run(self, script: str) -> Any:
        """The value of an expression; promises are awaited.

        Raises:
            RuntimeError: it threw.
        """
        answer = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def wait(self, condition: str) -> None:
        """Until an expression is true.

        Raises:
            TimeoutError: it does not become so.
        """
        end = time.monotonic() + _PATIENCE_S
        while not self.run(f"Boolean({condition})"):
            if time.monotonic() > end:
                raise TimeoutError(condition)
            time.sleep(0.05)

    def complaints(self) -> list[str]:
        """Errors and warnings in the console, and requests for anything but the file and what is in it."""
        found = []
        for event in self.events:
            told = event.get("params", {})
            match event.get("method"):
                case "Runtime.exceptionThrown":
                    found.append(str(told["exceptionDetails"]))
                case "Log.entryAdded":
                    found.append(told["entry"]["text"])
                case "Runtime.consoleAPICalled":
                    found.append(str(told["args"]))
                case "Network.requestWillBeSent" if not told["request"]["url"].startswith(("data:", "file:")):
                    found.append(told["request"]["url"])
                case _:
                    pass
        return found

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """What is seen, or the whole page, as a PNG."""
        answer = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self, width_mm: float, height_mm: float) -> bytes:
        """The page as it is printed on paper of that size."""
        answer = self.call("Page.printToPDF", paperWidth=width_mm / 25.4, paperHeight=height_mm / 25.4)
        return base64.b64decode(answer["data"])
