'use client'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { FileButton } from '@/components/form/file-button'
import { TextareaField } from '@/components/form/textarea-field'
import { countOf } from '@/lib/format'
import { addressesAtMost, addressesOfRows, splitAddresses } from '@/lib/invitations/schema'

const fileLimit = 1_000_000

/** Addresses typed, pasted, or read from a CSV file; the file is read here and its addresses can be seen before they are sent. */
export function EmailAddressesField() {
  const { setValue, getValues } = useFormContext<{ emails: string }>()
  const emails = useWatch<{ emails: string }, 'emails'>({ name: 'emails' })
  const [problem, setProblem] = useState<string | null>(null)
  const count = splitAddresses(emails ?? '').length

  async function addFile(file: File) {
    const addresses = await readAddresses(file)
    if (typeof addresses === 'string') return setProblem(addresses)
    setProblem(null)
    const before = getValues('emails').trim()
    setValue('emails', [before, ...addresses].filter(Boolean).join('\n'), {
      shouldDirty: true,
      shouldValidate: true,
    })
  }

  return (
    <div className="grid gap-2">
      <TextareaField
        name="emails"
        label="Email addresses"
        rows={4}
        placeholder={'ada@example.com, Grace <grace@example.com>'}
        hint={`Separated by commas, spaces or new lines; at most ${addressesAtMost} at once.`}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <FileButton
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          fileLabel="CSV file"
          onFile={(file) => void addFile(file)}
        >
          Add from a CSV file
        </FileButton>
        <p role="status" className="text-sm text-muted tabular-nums">
          {count > 0 ? countOf(count, 'address', 'addresses') : ''}
        </p>
      </div>
      {problem ? (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      ) : null}
    </div>
  )
}

/** The addresses in a file, or a sentence about what is wrong with it. */
async function readAddresses(file: File): Promise<string[] | string> {
  if (file.size > fileLimit) return 'The file is larger than 1 MB. Split it into smaller ones.'
  const [text, { default: papaparse }] = await Promise.all([file.text(), import('papaparse')])
  const { data } = papaparse.parse<string[]>(text, { skipEmptyLines: 'greedy' })
  const addresses = addressesOfRows(data)
  return addresses.length > 0 ? addresses : 'There are no addresses in this file.'
}
