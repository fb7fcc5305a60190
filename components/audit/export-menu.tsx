'use client'
import { ChevronDown, Download } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { Menu } from '@/components/ui/menu'
import { downloadFrom } from '@/lib/client/download-from'
import type { ListQuery } from '@/lib/client/list-query'
import { toast } from '@/lib/client/toast'
import { apiPaths } from '@/lib/paths'
import { useAuditPlace } from './audit-place'

const formats = [
  { format: 'csv', label: 'CSV, for spreadsheets' },
  { format: 'ndjson', label: 'NDJSON, for programs and for verifying' },
] as const

/** Saves what the list is narrowed to, all pages of it. */
export function ExportMenu({ query: { search, filters = {} } }: { query: ListQuery }) {
  const { accountId } = useAuditPlace()
  const isNarrowed = search !== '' || Object.keys(filters).length > 0
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
