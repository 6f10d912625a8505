/** Source: Azure, "Naming rules and restrictions for Azure resources", Microsoft.NotificationHubs. */
export function isHubName(text: string): boolean {
  return text.length <= 260 && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text);
}
