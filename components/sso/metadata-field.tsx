'use client'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { FileButton } from '@/components/form/file-button'
import { TextareaField } from '@/components/form/textarea-field'

const fileLimit = 1_048_576

/** The metadata of a SAML provider: pasted, or read from the file that it offers, which can be seen before it is sent. */
export function MetadataField() {
  const { setValue } = useFormContext<{ metadata: string }>()
  const [problem, setProblem] = useState<string | null>(null)

  async function take(file: File) {
    if (file.size > fileLimit) return setProblem('Metadata are at most 1 MB. This is another file.')
    const text = await file.text().catch(() => null)
    if (text === null) return setProblem('The file could not be read.')
    setProblem(null)
    setValue('metadata', text, { shouldDirty: true, shouldValidate: true })
  }

  return (
    <div className="grid gap-2">
      <TextareaField
        name="metadata"
        label="Metadata"
        rows={6}
        hint="The XML of the identity provider (EntityDescriptor)."
      />
      <div>
        <FileButton
          accept=".xml,text/xml,application/xml,application/samlmetadata+xml"
          fileLabel="Metadata file"
          onFile={(file) => void take(file)}
        >
          Take from a file
        </FileButton>
      </div>
      {problem ? (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      ) : null}
    </div>
  )
}
