"""A headless Chromium, spoken to through two pipes: the page as a person gets it."""

import base64
import fcntl
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-pipe",
]
# Chromium takes commands at 3 and answers at 4.
START = 'exec "$@" 3<&"$COMMANDS" 4>&"$ANSWERS"'
PATIENCE_S = 60


def find() -> str | None:
    """Return where a Chromium is, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One tab, and everything that it has said.

    Attributes
    ----------
    events
        All that the tab told of itself: requests, words on the console, exceptions.
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._waiting = b""
        self._count = 0
        self._session = ""
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **given: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": given}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._count:
            self.events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            part = os.read(self._answers, 1 << 20)
            if not part:
                raise RuntimeError("Chromium has ended")
            self._waiting += part
        first, self._waiting = self._waiting.split(b"\0", 1)
        return dict(json.loads(first))

    def open(
        self, page: Path, *, width: int = 1280, height: int = 900, dark: bool = False
    ) -> None:
        """Open a file at a size of window, and wait until it has been drawn."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", features=[scheme])
        self.events.clear()
        self.send("Page.navigate", url=page.as_uri())
        end = time.monotonic() + PATIENCE_S
        while self.value("document.readyState") != "complete":
            if time.monotonic() > end:
                raise TimeoutError(f"{page} does not load")
            time.sleep(0.05)
        self.settle()

    def settle(self) -> None:
        """Wait until what has been asked for is on the screen."""
        frames = "requestAnimationFrame(() => requestAnimationFrame(done))"
        self.value(f"new Promise(done => setTimeout(() => {frames}, 150))")

    def value(self, expression: str) -> Any:
        """Return what an expression is worth in the page."""
        found = self.send(
            "Runtime.evaluate",
            expression=expression,
            returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in found:
            raise RuntimeError(f"{expression}: {found['exceptionDetails']}")
        return found["result"].get("value")

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            self.send(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="none" if kind == "mouseMoved" else "left",
                clickCount=0 if kind == "mouseMoved" else 1,
            )
        self.settle()

    def screenshot(self, path: Path, *, whole: bool = False) -> Path:
        """Save what is seen, or the whole length of the page, as PNG."""
        shot = self.send(
            "Page.captureScreenshot", format="png", captureBeyondViewport=whole
        )
        path.write_bytes(base64.b64decode(shot["data"]))
        return path

    def of(self, method: str) -> list[dict[str, Any]]:
        """Return the events of one kind since the page was opened."""
        return [each["params"] for each in self.events if each.get("method") == method]


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Run a Chromium whose files lie in `folder`; it is gone afterwards."""
    program = find()
    assert program is not None
    theirs_in, commands = os.pipe()
    answers, theirs_out = os.pipe()
    # Away from 3 and 4, which the shell is about to give out.
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out)]
    environment = {
        **os.environ,
        "COMMANDS": str(ends[0]),
        "ANSWERS": str(ends[1]),
        "HOME": str(folder),
    }
    call = ["bash", "-c", START, "bash", program, *OPTIONS, f"--user-data-dir={folder}"]
    process = subprocess.Popen(
        call,
        pass_fds=ends,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    for end in (*ends, theirs_in, theirs_out):
        os.close(end)
    try:
        yield Browser(commands, answers)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(commands)
        os.close(answers)
