// Puts a box in the place of this script that shows what is typed into the password fields of its form.
(() => {
  const script = document.currentScript;
  const form = script.closest('form');
  const fields = [...form.querySelectorAll('input[type=password]')];
  const box = Object.assign(document.createElement('input'), {
    type: 'checkbox',
    className: 'form-check-input',
    autocomplete: 'off',
  });
  const label = Object.assign(document.createElement('label'), { className: 'form-check mb-3' });
  const name = Object.assign(document.createElement('span'), {
    className: 'form-check-label',
    textContent: script.dataset.label,
  });
  const show = (shown) => {
    box.checked = shown;
    for (const field of fields) field.type = shown ? 'text' : 'password';
  };
  label.append(box, name);
  script.replaceWith(label);
  box.addEventListener('change', () => show(box.checked));
  // What is sent from a text field would be remembered as one, and offered to the next who types there.
  form.addEventListener('submit', () => show(false));
  addEventListener('pagehide', () => show(false));
})();
