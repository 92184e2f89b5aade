import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { markdown } from "../../checks/dashboards/markdown";
import { pictures } from "../../checks/dashboards/pictures";
import { readRun } from "../../checks/dashboards/recording/run";
import { EXAMPLE_DASHBOARDS } from "../support/cloudwatch/program-dashboards";

const FOLDER = path.join(__dirname, "../../docs/dashboards");

describe("the pictures of the dashboards", () => {
  const run = readRun();
  const drawn = pictures(run);

  it("are those of the present dashboards: otherwise run npm run dashboards", () => {
    expect(readdirSync(FOLDER).sort()).to.deep.equal(Object.keys(drawn).sort());
    for (const [file, svg] of Object.entries(drawn))
      expect(readFileSync(path.join(FOLDER, file), "utf8") === svg, file).to.equal(true);
  });

  it("are the same each time", () => {
    expect(pictures(run)).to.deep.equal(drawn);
  });

  it("show every widget: its title, and something in it", () => {
    for (const [name, { widgets }] of Object.entries(EXAMPLE_DASHBOARDS)) {
      const svg = drawn[`${name}.svg`] ?? "";
      expect(svg.match(/class="widget"/g)).to.have.lengthOf(widgets.length);
      expect(svg, name).to.not.include("No entries");
      for (const widget of widgets)
        if (widget.type !== "text") {
          const [title = ""] = widget.properties.title.split(/['&]/);
          expect(svg, name).to.include(`>${title}`);
        }
    }
  });

  it("keep links, code and emphasis of a text apart from their marks", () => {
    const { svg, height } = markdown(
      "# Title\n\n**Bold** `code` [link](https://a.example/x?~(b~(c~'d))).",
      0,
      0,
      400,
    );
    expect(svg).to.not.match(/[*`[\]()]|https/);
    expect(svg).to.include('class="link">link</tspan>');
    expect(height).to.be.within(40, 70);
    expect(markdown("word ".repeat(200), 0, 0, 400).height).to.be.greaterThan(200);
  });
});
