import { ClockTime } from '@/components/ui/clock-time'
import { isTime, nameText, valueText, type Change } from './difference'

const cell = 'px-3 py-2 align-top wrap-anywhere'

/** What changed, field by field: how it was and how it is, or what came to a list and what went from it. */
export function EventChanges({ changes }: { changes: readonly Change[] }) {
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <table aria-label="Changes" className="w-full table-fixed border-collapse text-left">
        <thead className="bg-subtle text-xs text-muted">
          <tr>
            <th scope="col" className="w-1/4 px-3 py-2 font-medium">
              Field
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              Before
            </th>
            <th scope="col" className="px-3 py-2 font-medium">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.name} className="border-t border-line">
              <th scope="row" className={`${cell} font-normal text-muted`}>
                {nameText(change.name)}
              </th>
              {change.kind === 'list' ? (
                <>
                  <Items items={change.removed} sign="−" tone="text-danger" word="Removed" />
                  <Items items={change.added} sign="+" tone="text-success" word="Added" />
                </>
              ) : (
                <>
                  <td className={`${cell} text-muted`}>
                    <Value value={change.before} />
                  </td>
                  <td className={cell}>
                    <Value value={change.after} />
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type ItemsProps = { items: readonly unknown[]; sign: string; tone: string; word: string }

function Items({ items, sign, tone, word }: ItemsProps) {
  return (
    <td className={cell}>
      {items.length === 0 ? (
        <span className="text-faint">–</span>
      ) : (
        <ul className={`grid gap-0.5 ${tone}`}>
          {items.map((item) => (
            <li key={valueText(item)}>
              <span aria-hidden>{sign} </span>
              <span className="sr-only">{word}: </span>
              {valueText(item)}
            </li>
          ))}
        </ul>
      )}
    </td>
  )
}

/** One value; what is not there is a dash. */
export function Value({ value }: { value: unknown }) {
  if (value === undefined || value === null) return <span className="text-faint">–</span>
  return isTime(value) ? <ClockTime value={value} look="whole" /> : valueText(value)
}
