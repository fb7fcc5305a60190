import { useState } from 'react'

/** True from the first time `condition` is true, for what is loaded when it is first needed and then stays. */
export function useHasBeen(condition: boolean): boolean {
  const [hasBeen, setHasBeen] = useState(condition)
  if (condition && !hasBeen) setHasBeen(true)
  return hasBeen || condition
}
