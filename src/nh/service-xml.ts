import { writeXmlText } from "./xml-text.ts";

/** Namespace of the service's own documents. Source: recorded traffic. */
export const serviceNamespace = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
export const schemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

export function element(name: string, text: string | number): string {
  return `<${name}>${writeXmlText(String(text))}</${name}>`;
}

/** An element that is left out when there is nothing to say. */
export function optionalElement(name: string, text: string | undefined): string {
  return text === undefined ? "" : element(name, text);
}

/** A count of the hub's; 0 for a text that is none. */
export function readCount(text: string): number {
  return /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : 0;
}
