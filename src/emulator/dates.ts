/** A moment as Fast.io writes it: `2026-09-30 08:15:00 UTC`. */
export const utcText = (date: Date): string => `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
