// Made by `npm run rooms` from the files of this folder.
export { accuracy } from './accuracy.ts';
export { balancedAccuracy } from './balancedAccuracy.ts';
export { brierScore } from './brierScore.ts';
export { calibratedLogLoss } from './calibratedLogLoss.ts';
export { equalMassCalibrationError } from './equalMassCalibrationError.ts';
export { expectedCalibrationError } from './expectedCalibrationError.ts';
export { logLoss } from './logLoss.ts';
export { r2 } from './r2.ts';
export { rmse } from './rmse.ts';
