/// The script that draws the page's charts from the embedded data.
///
/// The charts over time show means over equal parts of the visible window once there are more
/// points than a screen can show, and every point when zoomed in.
let pageScript = #"""
    (() => {
    const data = JSON.parse(document.getElementById("data").textContent);
    const element = name => document.getElementById("chart-" + name);
    if (!element("utilisation")) return;
    const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
    const span = Math.max(data.end, SECOND);
    let view = { from: 0, to: span };

    function duration(ms) {
      ms = Math.round(ms);
      if (ms < MINUTE) return +(ms / SECOND).toFixed(1) + " s";
      const units = [[DAY, "d", HOUR, "h"], [HOUR, "h", MINUTE, "min"],
        [MINUTE, "min", SECOND, "s"]];
      const [large, name, small, smallName] = units.find(unit => ms >= unit[0]);
      const count = Math.round(ms / small), perLarge = large / small;
      const rest = count % perLarge;
      return Math.floor(count / perLarge) + " " + name + (rest ? " " + rest + " " + smallName : "");
    }

    // The value at a time is the one of the last point not after it.
    function course(values, from, to, bins) {
      const times = data.times, points = [];
      let i = -1, end = 0;
      while (i + 1 < times.length && times[i + 1] <= from) i++;
      for (end = i + 1; end < times.length && times[end] < to; end++);
      const at = index => index < 0 ? 0 : values[index];
      if (end - i <= bins * 1.5) {
        points.push([from, at(i)]);
        for (let j = i + 1; j < end; j++) points.push([times[j], values[j]]);
        points.push([to, at(end - 1)]);
        return points;
      }
      const width = (to - from) / bins;
      for (let bin = 0; bin < bins; bin++) {
        const last = from + (bin + 1) * width;
        let now = from + bin * width, sum = 0;
        while (i + 1 < times.length && times[i + 1] < last) {
          sum += at(i) * (times[i + 1] - now);
          now = times[++i];
        }
        points.push([from + bin * width, (sum + at(i) * (last - now)) / width]);
      }
      points.push([to, points[points.length - 1][1]]);
      return points;
    }

    function ticks(from, to, count) {
      const steps = [1, 2, 5, 10, 30].map(n => n * SECOND)
        .concat([1, 2, 5, 10, 30].map(n => n * MINUTE), [1, 2, 3, 6, 12].map(n => n * HOUR),
          [1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650].map(n => n * DAY));
      const step = steps.find(step => (to - from) / step <= count) || (to - from) / count;
      const values = [];
      for (let n = Math.ceil(from / step); n * step <= to; n++) values.push(n * step);
      return values;
    }

    const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const percent = value => +value.toFixed(1) + "%";
    const count = value => Math.round(value).toLocaleString("en");
    const charts = {};

    function frame(format) {
      const line = { lineStyle: { color: css("--line") } };
      const text = { color: css("--muted"), fontSize: 12, hideOverlap: true };
      const names = ["1", "2", "3", "4", "5", "6", "7", "8"];
      return {
        animation: false,
        color: names.map(name => css("--c" + name)),
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 8, right: 32, top: 36, bottom: 8, containLabel: true },
        legend: { type: "scroll", top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8,
          textStyle: { color: css("--text") }, pageTextStyle: { color: css("--muted") },
          pageIconColor: css("--accent"), pageIconInactiveColor: css("--line") },
        tooltip: { trigger: "axis", confine: true, valueFormatter: format,
          backgroundColor: css("--card"), borderColor: css("--line"),
          textStyle: { color: css("--text"), fontSize: 13 } },
        xAxis: { type: "value", axisLine: line, axisTick: line, axisLabel: text,
          splitLine: { show: false } },
        yAxis: { type: "value", splitLine: line, axisLabel: { ...text, formatter: format } },
      };
    }

    function overTime(name, courses, scale, format, yMax) {
      const option = frame(format);
      // Steps narrower than four pixels are drawn as spikes.
      const width = element(name).clientWidth, bins = Math.max(40, Math.round(width / 4));
      const values = ticks(view.from, view.to, width < 520 ? 4 : 9);
      Object.assign(option.xAxis, { min: view.from, max: view.to,
        axisPointer: { label: { formatter: pointer => "at " + duration(pointer.value) } } });
      Object.assign(option.xAxis.axisLabel, { customValues: values, formatter: duration });
      option.xAxis.axisTick.customValues = values;
      Object.assign(option.yAxis, { min: 0, max: yMax, minInterval: yMax ? 0 : 1 });
      option.series = courses.map(one => ({ name: one.name, type: "line", step: "end",
        symbol: "none", lineStyle: { width: 1.5 }, areaStyle: { opacity: 0.12 },
        data: course(one.values, view.from, view.to, bins).map(([x, y]) => [x, y / scale]) }));
      return option;
    }

    // Sums are made here and painted from the largest to the smallest, because the library's own
    // stacking adds up the times where both axes are numbers. A third number is the own value,
    // which is the one to show.
    function stacked(option) {
      const colors = option.color, last = option.series.length - 1;
      option.legend.data = option.series.map(one => one.name);
      let sums = [], highest = 0;
      option.series.forEach((one, index) => {
        one.data = one.data.map(([x, y], i) => {
          sums[i] = (sums[i] || 0) + y;
          highest = Math.max(highest, sums[i]);
          return [x, sums[i], y];
        });
        Object.assign(one, { encode: { x: 0, y: 1, tooltip: 2 }, z: 2 + last - index,
          dimensions: ["time", "sum", one.name], itemStyle: { color: colors[index] },
          lineStyle: { width: 0 }, areaStyle: { color: colors[index], opacity: 1 } });
      });
      if (highest <= 100) option.yAxis.max = 100;
      return option;
    }

    // The slider has an axis of its own over the whole run, because the charts' axes show the
    // visible part only.
    function slider() {
      return { type: "slider", xAxisIndex: 1, height: 22, bottom: 6, left: 12, right: 32,
        startValue: view.from, endValue: view.to, showDataShadow: false, brushSelect: false,
        borderColor: css("--line"), fillerColor: css("--accent") + "33",
        handleStyle: { color: css("--accent"), borderColor: css("--accent") },
        moveHandleStyle: { color: css("--muted") }, textStyle: { color: css("--muted") },
        labelFormatter: value => duration(value), realtime: true };
    }

    function moved() {
      const zoom = charts.utilisation.getOption().dataZoom[0];
      const from = Math.max(0, zoom.startValue), to = Math.min(span, zoom.endValue);
      if (!(to - from >= SECOND)) return;
      view = { from, to };
      drawOverTime(false);
    }

    function draw(name, option) {
      if (!charts[name]) {
        charts[name] = echarts.init(element(name));
        if (name === "utilisation") charts[name].on("datazoom", moved);
      }
      charts[name].setOption(option, { replaceMerge: ["series"] });
    }

    function drawWaits() {
      const option = frame(percent);
      const at = wait => Math.log10(Math.max(wait, SECOND) / SECOND);
      const longest = Math.max(SECOND * 10,
        ...data.waits.map(one => one.waits[one.waits.length - 1]));
      const narrow = element("waits").clientWidth < 520;
      const marks = (narrow ? [SECOND, MINUTE, HOUR, DAY, 30 * DAY, 365 * DAY]
        : [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY,
          365 * DAY]).filter(mark => mark <= longest).map(at);
      const label = value => value === 0 ? "≤ 1 s" : duration(Math.pow(10, value) * SECOND);
      Object.assign(option.xAxis, { min: 0, max: at(longest),
        axisPointer: { label: {
          formatter: pointer => "waited at most " + label(pointer.value) } } });
      Object.assign(option.xAxis.axisLabel, { customValues: marks, formatter: label });
      option.xAxis.axisTick.customValues = marks;
      Object.assign(option.yAxis, { min: 0, max: 100 });
      option.series = data.waits.map(one => {
        const points = [];
        one.waits.forEach((wait, index) => {
          const last = points[points.length - 1];
          const point = [at(wait), one.parts[index] / 10];
          if (last && last[0] === point[0]) last[1] = point[1]; else points.push(point);
        });
        points.push([at(longest), 100]);
        if (points[0][0] > 0) points.unshift([0, 0]);
        return { name: one.name, type: "line", step: "end", symbol: "none", data: points,
          lineStyle: { width: 1.8 } };
      });
      draw("waits", option);
    }

    function drawOverTime(withSlider) {
      const utilisation = overTime("utilisation", data.utilisation, 1e4, percent, 100);
      utilisation.grid.bottom = 40;
      utilisation.xAxis = [utilisation.xAxis, { type: "value", min: 0, max: span, show: false }];
      if (withSlider) utilisation.dataZoom = [slider()];
      draw("utilisation", utilisation);
      draw("jobs", overTime("jobs", data.jobs, 1, count));
      draw("shares", stacked(overTime("shares", data.shares, 1e4, percent)));
    }

    function drawAll() {
      drawOverTime(true);
      drawWaits();
    }

    drawAll();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    addEventListener("resize", () => {
      for (const name in charts) charts[name].resize();
      drawAll();
    });
    })();
    """#
