// Puts two buttons in the place of this script: one that copies the recovery codes of the page, one that prints them.
(() => {
  const script = document.currentScript;
  const { copy, copied, print } = script.dataset;
  const codes = [...document.querySelectorAll('.recovery-codes code')].map(({ textContent }) => textContent);
  const button = (label, press) => {
    const made = Object.assign(document.createElement('button'), {
      type: 'button',
      className: 'btn btn-outline-secondary',
      textContent: label,
    });
    made.addEventListener('click', () => press(made));
    script.before(made);
  };
  // Browsers have no clipboard on a site of plain http.
  if (navigator.clipboard !== undefined) {
    const said = Object.assign(document.createElement('span'), { className: 'align-self-center' });
    said.setAttribute('role', 'status');
    button(copy, async () => {
      await navigator.clipboard.writeText(`${codes.join('\n')}\n`);
      said.textContent = copied;
    });
    script.after(said);
  }
  button(print, () => window.print());
})();
