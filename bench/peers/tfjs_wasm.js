// TensorFlow.js on its wasm backend, looked for in the folder named by HIBISCUS_TFJS. Speaks the protocol of peer.py. It
// cannot train a convolution; the dense workloads it does.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

const require = createRequire(join(process.env.HIBISCUS_TFJS ?? process.cwd(), 'package.json'));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
if (process.argv[2] === 'probe') process.exit();

/** The tensors of the start, by name. */
function readStart(folder) {
  const bytes = readFileSync(join(folder, 'start.bin'));
  const list = JSON.parse(readFileSync(join(folder, 'start.json'), 'utf8'));
  return new Map(
    list.map(({ name, dtype, shape, offset }) => {
      const Type = dtype === 'float32' ? Float32Array : Int32Array;
      const count = shape.reduce((n, dim) => n * dim, 1);
      return [
        name,
        { shape, data: new Type(bytes.buffer.slice(bytes.byteOffset + offset).slice(0, 4 * count)) },
      ];
    }),
  );
}

const batch = 64;

function trainer(workload, start, random) {
  const values = [...start].filter(([name]) => name !== 'features' && name !== 'targets').map(([, v]) => v);
  const weights = values.map(({ shape, data }) => tf.variable(tf.tensor(data, shape)));
  const { data, shape } = start.get('features');
  const features = tf.tensor(data, shape);
  const labels = start.get('targets').data;
  const classes = workload === 'mlp' ? 10 : 2;
  const targets = tf.oneHot(tf.tensor1d(labels, 'int32'), classes).toFloat();
  const rate = random ? (workload === 'mlp' ? 0.5 : 0.3) : 0;
  const drop = (x) => (rate > 0 ? tf.dropout(x, rate) : x);
  const forward = (x) => {
    if (workload === 'mlp') {
      for (let i = 0; i < 2; i++) x = drop(tf.relu(tf.add(tf.matMul(x, weights[2 * i]), weights[2 * i + 1])));
      return tf.add(tf.matMul(x, weights[4]), weights[5]);
    }
    for (let i = 0; i < 2; i++) {
      const [kernel, scale, shift] = weights.slice(3 * i, 3 * i + 3);
      const z = tf.matMul(x, kernel);
      const mean = tf.mean(z, 0);
      const centred = tf.sub(z, mean);
      const variance = tf.mean(tf.square(centred), 0);
      x = drop(tf.relu(tf.add(tf.mul(centred, tf.div(scale, tf.sqrt(tf.add(variance, 1e-5)))), shift)));
    }
    return tf.add(tf.matMul(x, weights[6]), weights[7]);
  };
  const isTable = workload === 'table';
  const optimizer = isTable ? tf.train.adam(0.002, 0.9, 0.999, 1e-8) : tf.train.sgd(0.01);
  const kernels = isTable ? weights.filter(({ shape }) => shape.length > 1) : [];
  let done = 0;
  return (steps) => {
    const losses = [];
    for (let i = 0; i < steps; i++, done++) {
      const first = (done * batch) % shape[0];
      tf.tidy(() => {
        const x = tf.slice(features, [first, 0], [batch, shape[1]]);
        const y = tf.slice(targets, [first, 0], [batch, classes]);
        let loss;
        // AdamW's decay, decoupled: before the step, on the weights themselves.
        const { grads } = tf.variableGrads(() => {
          const z = forward(x);
          loss = tf.keep(tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(z), y), 1))));
          return kernels.reduce((sum, w) => tf.add(sum, tf.mul(tf.sum(tf.square(w)), 1e-4)), loss);
        });
        for (const kernel of kernels) kernel.assign(tf.mul(kernel, 1 - 0.002 * 0.01));
        optimizer.applyGradients(grads);
        losses.push(loss.dataSync()[0]);
        loss.dispose();
      });
    }
    return losses;
  };
}

let work;
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    if (request.do === 'load') {
      if (!['mlp', 'table'].includes(request.workload))
        throw new Error('tfjs wasm has no gradient of a convolution; this workload is left out');
      wasm.setThreadsCount(request.threads);
      await tf.setBackend('wasm');
      const start = readStart(request.start);
      work = {
        losses: (steps) => trainer(request.workload, start, false)(steps),
        run: trainer(request.workload, start, true),
      };
      work.run(3);
      answer = { version: tf.version.tfjs };
    } else if (request.do === 'losses') answer = { losses: work.losses(request.steps) };
    else if (request.do === 'time') {
      // Slow enough that a part of the steps says as much.
      const steps = Math.min(request.steps, 32);
      const began = performance.now();
      work.run(steps);
      answer = { ms: (performance.now() - began) / steps };
    } else answer = { peakMb: process.resourceUsage().maxRSS / 1024 };
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(JSON.stringify(answer));
}
