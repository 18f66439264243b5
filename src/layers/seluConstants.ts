// shared within this room
/** Scale λ and slope α at which activations keep mean 0 and variance 1. @see Klambauer et al. 2017, equation 14. */
export const seluConstants = Object.freeze({ scale: 1.0507009873554805, alpha: 1.6732632423543772 });
