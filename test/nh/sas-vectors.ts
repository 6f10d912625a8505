export const key1 = "abc+def/ghi=jkl0123456789ABCDEFGHIJKLMNOPQR=";
export const key2 = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
export const full = "DefaultFullSharedAccessSignature";

/** Tokens computed apart from this code, with two other implementations of HMAC. */
export const signed = [
  {
    name: "a key with + / =",
    options: {
      resource: "https://Contoso.servicebus.windows.net/",
      ruleName: full,
      key: key1,
      expiresAtSeconds: 1700000000,
    },
    token: `SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2F&sig=tlFv4iFxLJcVbjJThNRIN9ZnLx4eHuppRPBVgem8tf0%3D&se=1700000000&skn=${full}`,
  },
  {
    name: "a rule name that needs encoding, a time beyond 32 bits",
    options: {
      resource: "https://ns.servicebus.windows.net/",
      ruleName: "Root Manage+Key",
      key: "++//==++//==++//==++//==++//==++//==++//==A=",
      expiresAtSeconds: 4102444800,
    },
    token:
      "SharedAccessSignature sr=https%3A%2F%2Fns.servicebus.windows.net%2F&sig=OCJXpa%2FpPGjdR70icNVFD2IzMguyE9aFSpKAil%2BX8rU%3D&se=4102444800&skn=Root%20Manage%2BKey",
  },
  {
    name: "a path and a key beyond ASCII",
    options: {
      resource: "https://ns.servicebus.windows.net/hub/installations/Gerät-1/",
      ruleName: "DefaultListenSharedAccessSignature",
      key: "kéy-ünïcode",
      expiresAtSeconds: 1735689600,
    },
    token:
      "SharedAccessSignature sr=https%3A%2F%2Fns.servicebus.windows.net%2Fhub%2Finstallations%2Fger%C3%A4t-1%2F&sig=iAANVhbHhafuwo7ah8f%2BM1XLEpCZLaX7a664K05jDlg%3D&se=1735689600&skn=DefaultListenSharedAccessSignature",
  },
  {
    name: "no slash at the end",
    options: {
      resource: "https://contoso.servicebus.windows.net",
      ruleName: "DefaultListenSharedAccessSignature",
      key: key1,
      expiresAtSeconds: 2147483647,
    },
    token:
      "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net&sig=FadFh2AOc0xxhcHdsOxIkP9M%2BBbYTysnXY4ZwnzQwdY%3D&se=2147483647&skn=DefaultListenSharedAccessSignature",
  },
  {
    name: "an empty key",
    options: {
      resource: "https://NS.servicebus.windows.net/Hub_1/",
      ruleName: "k",
      key: "",
      expiresAtSeconds: 1,
    },
    token:
      "SharedAccessSignature sr=https%3A%2F%2Fns.servicebus.windows.net%2Fhub_1%2F&sig=Z%2BT4uV1z6rqRc3dwlDcNGa0RsMy7w457iXQUgBcBuIE%3D&se=1&skn=k",
  },
  {
    name: "a blank in the rule name",
    options: {
      resource: "https://contoso.servicebus.windows.net/myhub/",
      ruleName: "send only",
      key: key2,
      expiresAtSeconds: 1893456000,
    },
    token:
      "SharedAccessSignature sr=https%3A%2F%2Fcontoso.servicebus.windows.net%2Fmyhub%2F&sig=DVfKLsCMphIhE3nNteEC9VtSDAg2bBMHe4i7x%2B%2FdPFA%3D&se=1893456000&skn=send%20only",
  },
] as const;
