/** The library that decodes and encodes pictures. Loading it takes 0.15 s: only those who have pictures wait for it. */
export const loadSharp = async () => (await import('sharp')).default;
