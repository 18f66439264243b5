import { render } from 'preact';
import { App } from './App.tsx';
import '../base.css';
import './style.css';

// The cookie has taken over: the word is kept out of the history, and of what is copied from the address bar.
if (location.search !== '') history.replaceState(null, '', `/${location.hash}`);

render(<App />, document.getElementById('app')!);
