/** The one name of a person as clients that know two of them read it: split at the first space. */
export function splitName(name: string): { first_name: string; last_name: string } {
  const [first = '', ...rest] = name.split(' ')
  return { first_name: first, last_name: rest.join(' ') }
}

/** The other way round; null where the two would not be read back as they were sent. */
export function joinName(given: { first_name: string; last_name: string }): string | null {
  const name = given.last_name === '' ? given.first_name : `${given.first_name} ${given.last_name}`
  const { first_name, last_name } = splitName(name)
  return first_name === given.first_name && last_name === given.last_name ? name : null
}
