// Before the first paint, so that a dark page is never white for a moment.
(() => {
  let wanted = 'auto';
  try {
    wanted = localStorage.getItem('tally-color-scheme') ?? 'auto';
  } catch {
    // Storage is denied: follow the system.
  }
  const dark =
    wanted === 'dark' || (wanted !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
