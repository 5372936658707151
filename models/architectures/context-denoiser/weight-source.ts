import { FormatError } from '../../formats/format-error'
import { dequantise, ggmlFormat } from '../../formats/ggml-blocks'
import { halvesToFloats } from '../../formats/half-float'
import { SafetensorsFile } from '../../formats/safetensors'

/** The tensors of several safetensors files as 32-bit floats, read one at a time. */
export class WeightSource {
  private constructor(private readonly files: readonly SafetensorsFile[]) {}

  /** @throws FormatError; errors of the file system */
  static async open(paths: readonly string[]): Promise<WeightSource> {
    const files: SafetensorsFile[] = []
    const source = new WeightSource(files)
    try {
      for (const path of paths) files.push(await SafetensorsFile.open(path))
      return source
    } catch (error) {
      await source.close()
      throw error
    }
  }

  /**
   * A tensor in row-major order, ggml blocks (named by the file's metadata) made floats.
   * @param shape The shape that the architecture asks for, in weights.
   * @throws FormatError `missing-tensor`, `malformed` (another shape), `unsupported` (unknown block format)
   */
  async read(name: string, shape: readonly number[]): Promise<Float32Array> {
    const file = this.files.find(({ header }) => header.tensors.has(name))
    if (file === undefined) {
      throw new FormatError(
        'missing-tensor',
        `The model lacks the tensor ${name}. Import or download the model again.`
      )
    }
    const { type, shape: stored } = file.header.tensors.get(name)!
    const bytes = await file.read(name)
    const weights = toFloats(name, type, bytes, file.header.metadata)
    const rows = shape.length > 1 ? shape[0] : undefined
    const count = shape.reduce((product, size) => product * size, 1)
    if (weights.length !== count || (rows !== undefined && stored[0] !== rows)) {
      throw new FormatError(
        'malformed',
        `The tensor ${name} has ${weights.length} weights and shape ${stored.join(' × ')} where the manifest promises ${shape.join(' × ')}.`
      )
    }
    return weights
  }

  async close(): Promise<void> {
    for (const file of this.files) await file.close()
  }
}

function toFloats(
  name: string,
  type: 'F32' | 'F16' | 'U8',
  bytes: Uint8Array,
  metadata: ReadonlyMap<string, string>
): Float32Array {
  if (type === 'F16') return halvesToFloats(bytes)
  if (type === 'U8') return dequantise(ggmlFormat(metadata.get(name) ?? 'U8'), bytes)
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}
