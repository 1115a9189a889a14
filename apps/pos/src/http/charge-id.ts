const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What cannot be an id names nothing: asking the database would only be an error there. */
export const isChargeId = (id: string): boolean => UUID.test(id);
