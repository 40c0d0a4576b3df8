using System.Globalization;
using Holdfast.Lab;
using Holdfast.Lab.Benches;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Chaos;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Demo;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Ownership;
using Holdfast.Lab.Serving;

// holdfast-lab demo|serve|cases|faults|chaos|bench: what `make demo`, `make test-web`, `make cases`, `make faults`,
// `make chaos` and `make bench` run.
// Exit code 0 only if what is claimed held.
string verb = args.Length > 0 ? args[0] : "";
string[] known = verb switch
{
    "demo" => ["--once!"],
    "serve" => ["--machines!", "--etcd"],
    "cases" => ["--only", "--times#"],
    "faults" => ["--only", "--times#", "--profile", "--keep"],
    "faults-table" => ["--files", "--into", "--profile"],
    "chaos" => ["--seconds", "--seed", "--profile"],
    "bench" => ["--only", "--runs#"],
    _ => [],
};

switch (verb)
{
    // Started by this program itself.
    case DatabaseBench.WriterVerb:
        return await DatabaseBench.WriteAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    case OwnedCounter.Verb:
        return OwnedCounter.Run(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    case EtcdProxy.Verb:
        return await EtcdProxy.RunAsync(args[1], args[2]);
    case EtcdAlarm.Verb:
        return await EtcdAlarm.RunAsync(args[1], args[2], bool.Parse(args[3]));
    case EtcdClient.Verb:
        return await EtcdClient.RunAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    case EtcdAgents.Verb:
        int[] counts = [.. args[2..].Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))];
        return await EtcdAgents.RunAsync(args[1], counts[0], counts[1], counts[2]);
}

var given = new LabArguments(args.AsSpan(Math.Min(1, args.Length)), known);
if (known.Length == 0 || given.Refusal is not null)
{
    await Console.Error.WriteLineAsync(
        $"{(known.Length > 0 ? $"{verb}: {given.Refusal}\n" : "")}"
        + "usage: holdfast-lab demo [--once] | serve [--machines] [--etcd url,…] | cases [--only n] [--times n] "
        + "| faults [--only n] [--times n] [--profile p] [--keep file] | faults-table --files a,b [--into document] "
        + "[--profile p] | chaos --seconds n [--seed n] [--profile p] "
        + "| bench [--only a,b] [--runs n]");
    return 2;
}

switch (verb)
{
    case "demo":
        return await DemoCommand.RunAsync(given.Has("--once"));
    case "serve":
        return given.Has("--machines") ? await ServeMachines.RunAsync()
            : await ServeCommand.RunAsync(given.Text("--etcd") is { Length: > 0 } etcd ? etcd : null);
    case "faults-table":
        return FaultTable.Run(
            given.Text("--files"), given.Text("--into", "docs/faults.md"), given.Text("--profile", "standard"));
    case "chaos":
        return await ChaosCommand.RunAsync(
            given.Text("--seconds"), given.Text("--seed"), given.Text("--profile"), Console.Out);
}

using Unfinished unfinished = Unfinished.TakenDownOnSignal();
return await unfinished.RunAsync(() => verb switch
{
    "cases" => CasesCommand.RunAsync(given.Text("--only"), given.Number("--times", 1), Console.Out),
    "faults" => FaultsCommand.RunAsync(
        given.Text("--only"), given.Number("--times", 1), given.Text("--profile", "standard"), Console.Out,
        given.Text("--keep")),
    _ => BenchCommand.RunAsync(given.Text("--only"), given.Number("--runs", 20)),
});
