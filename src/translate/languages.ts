/**
 * Languages as engines name them: ISO 639-1, ISO 639-3 (Apertium), and NLLB's code. Where an individual language stands
 * for a macrolanguage, the one that engines have is named.
 */
const table: readonly (readonly [two: string, three: string, nllb: string])[] = [
  ['af', 'afr', 'afr_Latn'],
  ['an', 'arg', ''],
  ['ar', 'ara', 'arb_Arab'],
  ['ast', 'ast', 'ast_Latn'],
  ['be', 'bel', 'bel_Cyrl'],
  ['bg', 'bul', 'bul_Cyrl'],
  ['bn', 'ben', 'ben_Beng'],
  ['br', 'bre', ''],
  ['ca', 'cat', 'cat_Latn'],
  ['cs', 'ces', 'ces_Latn'],
  ['cy', 'cym', 'cym_Latn'],
  ['da', 'dan', 'dan_Latn'],
  ['de', 'deu', 'deu_Latn'],
  ['el', 'ell', 'ell_Grek'],
  ['en', 'eng', 'eng_Latn'],
  ['eo', 'epo', 'epo_Latn'],
  ['es', 'spa', 'spa_Latn'],
  ['et', 'est', 'est_Latn'],
  ['eu', 'eus', 'eus_Latn'],
  ['fa', 'fas', 'pes_Arab'],
  ['fi', 'fin', 'fin_Latn'],
  ['fr', 'fra', 'fra_Latn'],
  ['ga', 'gle', 'gle_Latn'],
  ['gl', 'glg', 'glg_Latn'],
  ['he', 'heb', 'heb_Hebr'],
  ['hi', 'hin', 'hin_Deva'],
  ['hr', 'hrv', 'hrv_Latn'],
  ['hu', 'hun', 'hun_Latn'],
  ['id', 'ind', 'ind_Latn'],
  ['is', 'isl', 'isl_Latn'],
  ['it', 'ita', 'ita_Latn'],
  ['ja', 'jpn', 'jpn_Jpan'],
  ['ko', 'kor', 'kor_Hang'],
  ['lt', 'lit', 'lit_Latn'],
  ['lv', 'lav', 'lvs_Latn'],
  ['mk', 'mkd', 'mkd_Cyrl'],
  ['ms', 'zlm', 'zsm_Latn'],
  ['mt', 'mlt', 'mlt_Latn'],
  ['nb', 'nob', 'nob_Latn'],
  ['nl', 'nld', 'nld_Latn'],
  ['nn', 'nno', 'nno_Latn'],
  ['oc', 'oci', 'oci_Latn'],
  ['pl', 'pol', 'pol_Latn'],
  ['pt', 'por', 'por_Latn'],
  ['ro', 'ron', 'ron_Latn'],
  ['ru', 'rus', 'rus_Cyrl'],
  ['sc', 'srd', 'srd_Latn'],
  ['sh', 'hbs', ''],
  ['sk', 'slk', 'slk_Latn'],
  ['sl', 'slv', 'slv_Latn'],
  ['sr', 'srp', 'srp_Cyrl'],
  ['sv', 'swe', 'swe_Latn'],
  ['sw', 'swa', 'swh_Latn'],
  ['ta', 'tam', 'tam_Taml'],
  ['th', 'tha', 'tha_Thai'],
  ['tr', 'tur', 'tur_Latn'],
  ['uk', 'ukr', 'ukr_Cyrl'],
  ['ur', 'urd', 'urd_Arab'],
  ['vi', 'vie', 'vie_Latn'],
  ['zh', 'zho', 'zho_Hans'],
];

const byThree = new Map(table.map(([two, three]) => [three, two]));
const nllbCodes = new Map(table.filter(([, , nllb]) => nllb !== '').map(([two, , nllb]) => [two, nllb]));

/** `es` of `spa` and of `es`; a code that is not in the table stays as it is. */
export const shortCode = (code: string): string => byThree.get(code) ?? code;

/** `spa_Latn` of `es`, or undefined. */
export const nllbCode = (language: string): string | undefined => nllbCodes.get(language);

/** The languages of NLLB that are known here. */
export const nllbLanguages: readonly string[] = [...nllbCodes.keys()];
