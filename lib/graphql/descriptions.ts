export function describeName(owner: string, field?: string): string {
  return `${owner} ${field ?? ''}`
}
