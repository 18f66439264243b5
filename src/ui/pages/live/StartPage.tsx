import { useState } from 'preact/hooks';
import { messageOf, post } from './api.ts';
import { Field, Labelled } from './Field.tsx';
import { useData } from './useData.ts';
import { linkTo } from './useRoute.ts';

const empty = {
  data: '',
  name: '',
  budget: '5m',
  seed: '0',
  target: '',
  text: '',
  group: '',
  recipe: '',
  remedies: '',
  pairs: '',
  search: '',
};

type Values = typeof empty;

const numbers: readonly (keyof Values)[] = ['seed', 'pairs', 'search'];

/** Starting a study on data of the folder. */
export function StartPage() {
  const { sources, problem: noData } = useData();
  const [values, setValues] = useState<Values>(empty);
  const [named, setNamed] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [starting, setStarting] = useState(false);
  const set = (name: keyof Values) => (value: string) => {
    if (name === 'name') setNamed(true);
    setValues((old) => ({
      ...old,
      [name]: value,
      // Until somebody names it, a study is named after its data.
      ...(name === 'data' && !named && { name: nameFor(value) }),
    }));
  };
  const submit = (event: Event) => {
    event.preventDefault();
    setProblem(undefined);
    setStarting(true);
    post<{ study: string }>('start', requestOf(values)).then(
      ({ study }) => {
        location.hash = linkTo('study', study);
      },
      (error: unknown) => {
        setStarting(false);
        setProblem(messageOf(error));
      },
    );
  };
  const field = (name: keyof Values) => ({ value: values[name], onValue: set(name) });
  return (
    <>
      <h1>New study</h1>
      <p class="soft">
        It diagnoses whether a network overfits the data, tries what helps, and proves the result on examples
        that it had not seen. It runs on this machine, and ends when this server ends; what is done is kept.
      </p>
      {noData && <p class="note warn">{noData}</p>}
      <form class="form" onSubmit={submit} autocomplete="off">
        <Labelled
          label="Data"
          help="Tables, class folders of pictures or texts, and arrays in this folder and two levels below."
        >
          {(ids) => (
            <select
              required
              value={values.data}
              onChange={(event) => set('data')(event.currentTarget.value)}
              {...ids}
            >
              <option value="">{choiceText(sources?.length)}</option>
              {sources?.map(({ path, kind }) => (
                <option key={path} value={path}>
                  {path === '.' ? 'this folder' : path} ({kind})
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Field label="Name" help="Of the new folder for its results." required {...field('name')} />
        <div class="pair">
          <Field
            label="Budget"
            help="About how long it may take: 90s, 5m, 1h. Empty: as long as it needs."
            pattern="\d+(\.\d+)?(s|m|h)?"
            {...field('budget')}
          />
          <Field
            label="Seed"
            help="The same seed gives the same study."
            inputMode="numeric"
            pattern="\d+"
            {...field('seed')}
          />
        </div>
        <Field
          label="Target"
          help="Tables: the column to predict. Empty: target, label, class or y, else the last."
          {...field('target')}
        />
        <details>
          <summary>More options</summary>
          <Field label="Text column" help="Tables of texts: the column to learn from." {...field('text')} />
          <Field
            label="Group"
            help="What stays on one side of every split: a column of a table, prefix or folder of pictures."
            {...field('group')}
          />
          <Field
            label="Recipe"
            help="A recipe's file in this folder, instead of the usual one."
            {...field('recipe')}
          />
          <Field
            label="Remedies"
            help="Names between commas. Empty: all that apply."
            {...field('remedies')}
          />
          <div class="pair">
            <Field
              label="Pairs"
              help="Splits on which each recipe is compared, 3 or more."
              inputMode="numeric"
              pattern="\d*"
              {...field('pairs')}
            />
            <Field
              label="Search"
              help="Full trainings for a search of all remedies together; 0: none."
              inputMode="numeric"
              pattern="\d*"
              {...field('search')}
            />
          </div>
        </details>
        <div role="alert">{problem && <p class="note warn">{problem}</p>}</div>
        <p>
          <button class="primary" type="submit" disabled={starting}>
            {starting ? 'Starting …' : 'Start the study'}
          </button>
        </p>
      </form>
    </>
  );
}

const choiceText = (count: number | undefined): string =>
  count === undefined ? 'Looking …' : count === 0 ? 'No data is found in this folder' : 'Choose';

const nameFor = (path: string): string => {
  const base = path
    .split('/')
    .at(-1)!
    .replace(/(\.[a-z]+){1,2}$/i, '')
    .replace(/[^\p{L}\p{N}_. -]+/gu, '-')
    .replace(/^[^\p{L}\p{N}_]+/u, '');
  return base === '' ? 'study' : `${base}-study`;
};

const requestOf = (values: Values): object =>
  Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value.trim() !== '')
      .map(([name, value]) => [name, numbers.includes(name as keyof Values) ? Number(value) : value.trim()]),
  );
