import { createTheme, localStorageColorSchemeManager } from '@mantine/core';

/** Shared with public/color-scheme.js, which sets the scheme before the first paint. */
export const schemeManager = localStorageColorSchemeManager({ key: 'tally-color-scheme' });

/** Colours and sizes stand in styles/tokens.css; here is only what components must be told. */
export const theme = createTheme({
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    TextInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs' } },
    Button: { defaultProps: { size: 'xs' } },
  },
});
