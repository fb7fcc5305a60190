/** Completes "somebody asked" with " from the network address 192.0.2.7"; empty when it is not known. */
export function fromNetworkAddress(ipAddress: string | null | undefined): string {
  return ipAddress ? ` from the network address ${ipAddress.replaceAll(/[^0-9a-f.:]/giu, '')}` : ''
}
