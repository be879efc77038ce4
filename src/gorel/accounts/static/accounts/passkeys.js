// Passkeys: making one on one's own page, and signing in with one. Where a browser has none, nothing is shown.
(() => {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) return;

  async function send(address, said) {
    const mark = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": mark },
      body: JSON.stringify(said),
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.problem || String(answer.status));
    return told;
  }

  function ready(place, act) {
    const button = place.querySelector("button");
    const problem = place.querySelector("[role=alert]");
    place.hidden = false;
    button.addEventListener("click", async () => {
      problem.hidden = true;
      try {
        await act();
      } catch (error) {
        // Whoever closes the device's question has changed their mind: that is no trouble.
        if (error.name !== "NotAllowedError") problem.hidden = false;
      }
    });
  }

  const make = document.querySelector("[data-passkey-new]");
  if (make) {
    ready(make, async () => {
      const address = make.dataset.passkeyNew;
      const asked = PublicKeyCredential.parseCreationOptionsFromJSON(await send(address, {}));
      const made = await navigator.credentials.create({ publicKey: asked });
      await send(address, { answer: made.toJSON(), name: make.querySelector("input:not([type=hidden])").value });
      location.reload();
    });
  }

  const enter = document.querySelector("[data-passkey-sign-in]");
  if (enter) {
    ready(enter, async () => {
      const address = enter.dataset.passkeySignIn;
      const asked = PublicKeyCredential.parseRequestOptionsFromJSON(await send(address, {}));
      const found = await navigator.credentials.get({ publicKey: asked });
      const told = await send(address, { answer: found.toJSON(), next: enter.dataset.next || "" });
      location.assign(told.next);
    });
  }
})();
