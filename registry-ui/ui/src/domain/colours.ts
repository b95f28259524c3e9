/** How many lines one chart shows at most: as many as there are colours that stay apart. */
export const LINES_MAX = 8;

/**
 * Line colours: the hues of Okabe and Ito's "Color Universal Design" (2008) without their vermilion, because red is
 * for what is wrong; lightness and chroma searched for the largest distance in Oklab between any two, as seen with
 * full sight and with three kinds of colour blindness, at 3:1 or more against the surface (WCAG 1.4.11). The test
 * measures it.
 */
export const LINES = {
  light: ['#4e61dc', '#c0873c', '#185f31', '#993c8e', '#139fc5', '#a275f6', '#766e26', '#777f8d'],
  dark: ['#5872f0', '#dd9000', '#3bbe94', '#a86798', '#81e1fe', '#c699f5', '#d2c464', '#a6bccf'],
} as const;

/**
 * Which of the colours each selected series has: what had one keeps it, a new one gets the lowest that is free.
 * Deselecting one series never recolours another.
 */
export function assignSlots(
  previous: ReadonlyMap<string, number>,
  selected: readonly string[],
): ReadonlyMap<string, number> {
  const slots = new Map<string, number>();
  for (const key of selected) {
    const slot = previous.get(key);
    if (slot !== undefined && slot < LINES_MAX) {
      slots.set(key, slot);
    }
  }
  const taken = new Set(slots.values());
  for (const key of selected) {
    if (!slots.has(key)) {
      let slot = 0;
      while (taken.has(slot)) {
        slot += 1;
      }
      slots.set(key, slot % LINES_MAX);
      taken.add(slot);
    }
  }
  return slots;
}
