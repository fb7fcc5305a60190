/** What fields and arguments of an account's settings and IP allowlist are. */
export const settingFieldWords: Readonly<Record<string, string>> = {
  ai_log_summaries: 'A switch of clients that is kept and does nothing here.',
  allow_public_workspaces: 'A switch of clients that is kept and does nothing here.',
  domain_names: 'The mail domains, in their order.',
  enforce: 'To enforce the list as it is.',
  enforce_ip_allowlist:
    'Whether only the addresses of the IP allowlist are let in; missing where there is no list.',
  enforce_webhook_authentication: 'A switch of clients that is kept and does nothing here.',
  entries: 'The networks, in their order; at most 500.',
  is_address_allowed: 'Whether it may be used from the caller’s address.',
  is_enabled: 'Whether it lets anybody in.',
  is_enforced: 'Whether only the addresses of the list are let in.',
  is_yours: 'Whether the caller’s address is of it.',
  known: 'How many were looked at: those active in 30 days whose address is known.',
  last_seen_at: 'When it last let somebody in while the list was enforced; null for never.',
  link: 'Its own page, as it was given.',
  location: 'Where it is at home in the world.',
  managed_execution: 'A switch of clients that is kept and does nothing here.',
  names: 'The first few of them.',
  network: 'A network in CIDR notation, or a single address.',
  shut_out: 'How many last came from an address that the list does not let in.',
  your_address: 'Where the caller comes from; null when it could not be found out.',
}
