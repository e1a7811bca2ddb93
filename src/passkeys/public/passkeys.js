// Fills and sends the form around it by a passkey. Without this script, in a browser without passkeys, and at an
// address in place of a name the form stays hidden, and everything else works as before.
(() => {
  const box = document.currentScript.closest('[data-passkey]');
  const form = box.querySelector('form');
  const told = box.querySelector('[data-passkey-alert]');
  const { passkey: kind } = box.dataset;
  const isAddress = /^[\d.]+$|^\[/.test(location.hostname);
  if (!globalThis.PublicKeyCredential || !navigator.credentials || isAddress) return;

  /** A challenge is over after five minutes, so an offer that waits is made anew before. */
  const RENEWED_AFTER = 240_000;

  const toBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.codePointAt(0));
  const toText = (buffer) =>
    btoa(String.fromCodePoint(...new Uint8Array(buffer)))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
  const described = (list = []) => list.map((one) => ({ ...one, id: toBytes(one.id) }));

  // Browsers before 2024 cannot read and write JSON themselves, and some password managers hand over objects that cannot.
  const requestOf = (json) =>
    PublicKeyCredential.parseRequestOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: toBytes(json.challenge),
      allowCredentials: described(json.allowCredentials),
    };
  const creationOf = (json) =>
    PublicKeyCredential.parseCreationOptionsFromJSON?.(json) ?? {
      ...json,
      challenge: toBytes(json.challenge),
      user: { ...json.user, id: toBytes(json.user.id) },
      excludeCredentials: described(json.excludeCredentials),
    };
  const writtenOf = (credential) => {
    const { id, type, response } = credential;
    const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
    const written = parts.filter((part) => response[part]).map((part) => [part, toText(response[part])]);
    const transports = response.getTransports?.() ?? [];
    const clientExtensionResults = credential.getClientExtensionResults?.() ?? {};
    return { id, rawId: id, type, clientExtensionResults, response: { ...Object.fromEntries(written), transports } };
  };
  const jsonOf = (credential) => {
    try {
      return credential.toJSON();
    } catch {
      return writtenOf(credential);
    }
  };

  const say = (text) => {
    told.hidden = !text;
    told.textContent = text ?? '';
  };
  const reasonOf = ({ name, message }) => {
    if (name === 'NotAllowedError') return /certificate/i.test(message) ? box.dataset.insecure : box.dataset.cancelled;
    if (name === 'InvalidStateError') return box.dataset.registered;
    if (name === 'SecurityError') return box.dataset.wrongHost;
    if (name === 'NotSupportedError' || name === 'ConstraintError') return box.dataset.unable;
    return box.dataset.failed;
  };

  /** Asks what has to be signed. Where the site refuses, the form itself is sent, and told why. */
  const ask = async () => {
    const account = form.elements.account?.value;
    const answer = await fetch(`${form.getAttribute('action')}/options`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ account }),
    });
    if (!answer.ok) throw Object.assign(new Error('refused'), { isRefusal: true });
    return answer.json();
  };

  const send = (credential) => {
    // The page has one box for both ways.
    for (const name of ['remember', 'trust']) {
      const isTicked = document.querySelector(`[type=checkbox][name=${name}]`)?.checked;
      if (isTicked && form.elements[name]) form.elements[name].value = 'on';
    }
    form.elements.response.value = JSON.stringify(jsonOf(credential));
    form.submit();
  };

  let offered;
  /** Lets the browser offer a passkey where a name is typed. Nobody has asked for it, so what goes wrong is not told. */
  const offer = async () => {
    if (kind !== 'login' || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const abort = new AbortController();
    const run = async () => {
      const options = { publicKey: requestOf(await ask()), mediation: 'conditional', signal: abort.signal };
      if (!abort.signal.aborted) send(await navigator.credentials.get(options));
    };
    offered = { abort, ended: run().catch(() => undefined) };
  };
  /** A browser has one request at a time: Chromium refuses a second one, so the first has to have ended. */
  const withdraw = async () => {
    offered?.abort.abort();
    await offered?.ended;
    offered = undefined;
  };

  let isBusy = false;
  const renew = async () => {
    if (isBusy) return;
    await withdraw();
    await offer();
  };
  const show = async () => {
    const options = await ask();
    const { credentials } = navigator;
    return kind === 'add'
      ? credentials.create({ publicKey: creationOf(options) })
      : credentials.get({ publicKey: requestOf(options) });
  };
  const submit = async () => {
    if (isBusy) return;
    isBusy = true;
    say('');
    try {
      await withdraw();
      send(await show());
    } catch (error) {
      if (error.isRefusal) return form.submit();
      say(reasonOf(error));
      isBusy = false;
      await offer();
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  form.querySelector('button[type=button]')?.addEventListener('click', () => void submit());
  // On the way Back the page stands as it was left, with what has been sent.
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    isBusy = false;
    form.elements.response.value = '';
    void renew();
  });

  form.elements.response.value = '';
  box.hidden = false;
  document.querySelector('[data-passkey-missing]')?.remove();
  void offer();
  setInterval(() => void renew(), RENEWED_AFTER);
})();
