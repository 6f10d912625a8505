/** Tags in an expression of `||` alone. Source: NH docs, "Routing and tag expressions". */
export const maxTagsOrOnly = 20;
/** Tags in any other expression. Source: same. */
export const maxTagsMixed = 6;
/** Characters of a tag. Source: same. */
export const maxTagLength = 120;
/** Characters of a template's name. Source: .NET SDK 4.2.0, RegistrationDescription. */
export const maxTemplateNameLength = 200;
/** Handles of one batch. Source: REST, "Direct batch send". */
export const maxBatchHandles = 1000;
/** Bytes of a request. Source: REST send pages, status 413. */
export const maxRequestBytes = 64 * 1024;
/** How far ahead a hub takes a schedule. Source: NH docs, "Send scheduled notifications". */
export const maxScheduleAheadMs = 7 * 24 * 60 * 60 * 1000;
/** Devices that one test send reaches. Source: NH FAQ. */
export const testSendDevices = 10;
/** Test sends that a hub takes in a minute, about. Source: NH FAQ. */
export const testSendsPerMinute = 10;
