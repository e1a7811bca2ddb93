/** Programs need nothing from a document, so whoever renders this answer as one gets an inert one. */
export const JSON_CSP = "default-src 'none'; frame-ancestors 'none'";
