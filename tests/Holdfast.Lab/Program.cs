using System.Globalization;
using Holdfast.Lab.Benches;
using Holdfast.Lab.Cases;
using Holdfast.Lab.Chaos;
using Holdfast.Lab.Demo;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Machines;
using Holdfast.Lab.Serving;

// holdfast-lab demo|serve|cases|faults|chaos|bench: what `make demo`, `make test-web`, `make cases`, `make faults`,
// `make chaos` and `make bench` run.
// Exit code 0 only if what is claimed held.
string verb = args.Length > 0 ? args[0] : "";
string Option(string name) => Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : "";
int Number(string name, int otherwise) =>
    int.TryParse(Option(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

switch (verb)
{
    case "demo":
        return await DemoCommand.RunAsync(args.Contains("--once"));
    case "serve":
        return args.Contains("--machines") ? await ServeMachines.RunAsync()
            : await ServeCommand.RunAsync(Option("--etcd") is { Length: > 0 } etcd ? etcd : null);
    case "cases":
        return await CasesCommand.RunAsync(Option("--only"), Number("--times", 1), Console.Out);
    case "faults":
        return await FaultsCommand.RunAsync(Option("--only"), Number("--times", 1),
            Option("--profile") is { Length: > 0 } profile ? profile : "standard", Console.Out);
    case "chaos":
        return await ChaosCommand.RunAsync(
            Option("--seconds"), Option("--seed"), Option("--profile"), Console.Out);
    case "bench":
        return await BenchCommand.RunAsync(Option("--only"), Number("--runs", 20));
    case DatabaseBench.WriterVerb:
        return await DatabaseBench.WriteAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    case EtcdProxy.Verb:
        return await EtcdProxy.RunAsync(args[1], args[2]);
    case EtcdClient.Verb:
        return await EtcdClient.RunAsync(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    case EtcdAgents.Verb:
        int[] counts = [.. args[2..].Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))];
        return await EtcdAgents.RunAsync(args[1], counts[0], counts[1], counts[2]);
    default:
        await Console.Error.WriteLineAsync(
            "usage: holdfast-lab demo [--once] | serve [--machines] [--etcd url,…] | cases [--only n] [--times n] "
            + "| faults [--only n] [--times n] [--profile p] | chaos --seconds n [--seed n] [--profile p] "
            + "| bench [--only a,b] [--runs n]");
        return 2;
}
