import { render } from 'preact';
import { App } from './App.tsx';
import '../base.css';
import './style.css';

render(<App />, document.getElementById('app')!);
