'use client'
import { ChevronDown, Download } from 'lucide-react'
import { useFilters } from '@/components/data-table/use-filters'
import { useTableState } from '@/components/data-table/use-table-state'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { auditFilters } from '@/lib/audit/queries'
import { downloadFrom } from '@/lib/client/download-from'
import { toast } from '@/lib/client/toast'
import { apiPaths } from '@/lib/paths'
import { useAuditPlace } from './audit-place'

const formats = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'ndjson', label: 'NDJSON, for programs and for verifying' },
] as const

/** Saves what the address narrows the list to, all pages of it. */
export function ExportMenu() {
  const { accountId } = useAuditPlace()
  const { search } = useTableState().query
  const { values: filters, isSet } = useFilters(auditFilters)
  const isNarrowed = search !== '' || isSet
  function save(format: 'csv' | 'ndjson') {
    downloadFrom(apiPaths.auditExport(accountId, format, { ...filters, search: search || undefined }))
    toast.message('The export has begun. Your browser saves it; it is an event of the audit log, too.')
  }
  return (
    <Menu
      align="end"
      entries={formats.map(({ format, label }) => ({ label, onSelect: () => save(format) }))}
      trigger={
        <Button>
          <Download aria-hidden />
          {isNarrowed ? 'Export what is filtered' : 'Export'}
          <ChevronDown aria-hidden />
        </Button>
      }
    />
  )
}
