"""The ability over pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gorel.ability import Context, Doubt, NotGranted, ability
from gorel.robots.browser.gate import Gate
from gorel.robots.browser.steps import Done, Step, Steps, Stuck, said
from gorel.robots.file import places

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from gorel.robots.browser.driving import Driver


@ability(
    "browser.run",
    title={"sv": "Arbeta i en webbsida", "en": "Work in a web page"},
    about={
        "sv": "Öppnar sidor, fyller i, klickar och läser av, steg för steg, i system utan API. Det som inte går, eller "
        "passar på flera ställen, blir en avvikelse med skärmbild.",
        "en": "Opens pages, fills in, clicks and reads, step by step, in systems without an API. What does not work, or fits "
        "in several places, is an incident with a screenshot.",
    },
    retries=1,
    timeout_seconds=600,
    concurrency=2,
    icon="M3 5h18v14H3zM3 9h18M6 7h.01M9 7h.01",
)
def run(given: Steps, context: Context) -> Done | Doubt:
    """Do the steps; a doubt at the first that cannot be done. Errors: Refused, NotGranted."""
    from gorel.robots.browser import driving

    gate = Gate(context)
    try:
        with driving.opened(gate.address) as page:
            driver = driving.Driver(page, context)
            for number, step in enumerate(given.steps, 1):
                doubt = _do(driver, page, number, step, gate, given, context)
                if doubt is not None:
                    return doubt
            return Done(driver.values, len(given.steps))
    finally:
        gate.close()


def _do(
    driver: Driver, page: Page, number: int, step: Step, gate: Gate, given: Steps, context: Context
) -> Doubt | None:
    from playwright.sync_api import Error, TimeoutError

    try:
        driver.do(step)
        return None
    except Stuck as error:
        why = error
    except TimeoutError:
        why = Stuck(
            "browser.not-found",
            f"{said(step, 'sv')} finns inte på sidan efter {step.seconds:g} sekunder",
            f"{said(step, 'en')} is not on the page after {step.seconds:g} seconds",
        )
    except Error as error:
        text = error.message[:200]
        why = Stuck("browser.failed", f"webbläsaren säger: {text}", f"the browser says: {text}")
    host = urlsplit(step.url).hostname
    if host in gate.refused:
        raise NotGranted(
            f"{host} is a private address, and not granted to browser.run",
            sv=f"{host} är en intern adress, och inte beviljad för browser.run",
        )
    return _doubt(driver, page, number, step, why, given, context)


def _doubt(
    driver: Driver, page: Page, number: int, step: Step, why: Stuck, given: Steps, context: Context
) -> Doubt:  # fmt: skip
    data = {"step": number, "do": step.do, "host": urlsplit(page.url).hostname or ""}
    if given.evidence:
        name = f"{given.evidence.rstrip('/')}/{context.job_key.replace(':', '-')}-{context.tries}"
        text = page.locator("body").inner_text(timeout=2000) if page.url != "about:blank" else ""
        places.write(f"{name}.png", page.screenshot(mask=driver.secrets), context, replace=True)
        places.write(f"{name}.txt", text.encode(), context, replace=True)
        data |= {"screenshot": f"{name}.png", "text": f"{name}.txt"}
    return Doubt(
        why.code,
        {"sv": f"Steg {number} ({step.do}): {why.sv}. Se på sidan vad som har ändrats, och rätta stegen eller uppgifterna.",
         "en": f"Step {number} ({step.do}): {why.en}. See what has changed on the page, and correct the steps or the facts."},
        data,
    )  # fmt: skip
