import { Button } from '../ui/button'

type ClearFiltersProps = { filters: { isSet: boolean; clear: () => void } }

/** Takes all filters of a table back, while any is set. */
export function ClearFilters({ filters: { isSet, clear } }: ClearFiltersProps) {
  if (!isSet) return null
  return (
    <Button variant="ghost" size="small" onClick={clear}>
      Clear filters
    </Button>
  )
}
