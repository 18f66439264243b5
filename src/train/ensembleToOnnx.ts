import { checkEnsemble, type Ensemble } from './ensemble.ts';
import { metadataKeys, writeDeployed, type DeployedBackbone } from './model.ts';
import { network } from '../recipe/compile.ts';
import { ensembleProgram } from '../recipe/ensembleProgram.ts';

/**
 * An ensemble as the bytes of one ONNX file, with the inputs, outputs and metadata of a single model (`modelToOnnx`): what
 * opens the one opens the other. The preparation, and a frozen backbone, stand in it once; the weights of each member.
 *
 * The recipe in the metadata is that of the first member; `hibiscus.members` says how many there are.
 *
 * @throws {OptionError} no members, members of different preparations, a wrong temperature, or a frozen backbone that
 * `backbone` is not.
 * @example writeFileSync('model.onnx', ensembleToOnnx({ members: [first, second] }))
 */
export function ensembleToOnnx(
  ensemble: Ensemble,
  extraMetadata: Readonly<Record<string, string>> = {},
  backbone?: DeployedBackbone,
): Uint8Array {
  checkEnsemble(ensemble);
  const { members, temperature } = ensemble;
  const [first] = members;
  const program = ensembleProgram(
    members.map(({ recipe, preparation, parameters, backbone: trained, temperature: own }) => ({
      net: network(recipe, preparation, trained),
      parameters,
      temperature: own,
    })),
    first!.preparation,
    temperature,
  );
  const metadata = {
    ...extraMetadata,
    [metadataKeys.members]: JSON.stringify(members.length),
    ...(temperature !== undefined && { [metadataKeys.temperature]: JSON.stringify(temperature) }),
  };
  return writeDeployed(program, first!, metadata, backbone);
}
