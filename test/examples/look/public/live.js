// Asks the server for the time, again and again.
const place = document.querySelector('[data-now]');
const refresh = async () => {
  const answer = await fetch('/live/now', { headers: { accept: 'application/json' } });
  place.textContent = (await answer.json()).now;
};
setInterval(() => void refresh(), 1_000);
