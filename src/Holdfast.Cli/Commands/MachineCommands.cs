using System.CommandLine;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Commands;

/// <summary>The part of <c>holdfast cluster …</c> that is about machines and votes.</summary>
internal static class MachineCommands
{
    public static Verb CreateCluster(CliContext context)
    {
        var setup = new SetupOptions();
        var cluster = new Option<string?>("--cluster")
        {
            Description = "The cluster's name; holdfast if not given.", HelpName = "NAME",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = "fast, standard, patient, wide, or times of your own as H/L/LK/K/W, such as "
                + "250ms/1.4s/1.55s/300ms/2.1s; else the shortest that fits what is measured here.",
            HelpName = "PROFILE",
        };
        var etcd = new Option<string?>("--etcd")
        {
            Description = "Use this etcd instead of one of its own: https://HOST:2379,…[/PREFIX].", HelpName = "URL,…",
        };
        var verb = new Verb("create",
            "Makes a cluster of several machines, with this one as the first: its certificate authority, its member of "
            + "the cluster database (etcd), its settings; then starts the service.",
            "sudo holdfast cluster create", "sudo holdfast cluster create --address 10.0.0.1 --profile standard",
            "sudo holdfast cluster create --etcd https://a:2379,https://b:2379/prod --etcd-ca ca.pem "
            + "--etcd-cert n1.pem --etcd-key n1-key.pem");
        verb.Options.Add(cluster);
        verb.Options.Add(profile);
        verb.Options.Add(etcd);
        setup.AddTo(verb, foreign: true);
        verb.DoesToMachine(context, parsed => Imagined(
            parsed.GetValue(etcd) is { } foreign
                ? $"settings of a node that uses the etcd at {foreign}, and keys and certificates, are written"
                : "a certificate authority, a member of the cluster database and the settings of a node are made",
            "the service is started; the cluster then has this node alone"),
            (parsed, cancellationToken) => SetUpAsync(context, parsed,
            [
                "create", .. Pair("--cluster", parsed.GetValue(cluster)),
                .. Pair("--profile", parsed.GetValue(profile)), .. Pair("--etcd", parsed.GetValue(etcd)),
                .. setup.Given(parsed),
            ], cancellationToken));
        return verb;
    }

    public static Verb Token(CliContext context)
    {
        var witness = new Option<bool>("--witness") { Description = "For a machine that only votes." };
        var node = new Option<string?>("--for") { Description = "The only name that may join.", HelpName = "NAME" };
        var lifetime = new Option<string?>("--lifetime")
        {
            Description = "How long it is good, 1min to 24h; 15min if not given.", HelpName = "DURATION",
        };
        var verb = new Verb("token",
            "Makes a token that lets one machine join, once and for a short time. It is shown only now: whoever has it "
            + "can join.",
            "holdfast cluster token", "holdfast cluster token --witness",
            "holdfast cluster token -o json | jq -r .token");
        verb.Options.Add(witness);
        verb.Options.Add(node);
        verb.Options.Add(lifetime);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            JoinTokenDto made = await session.Client.Machines.TokenAsync(
                new JoinTokenRequest
                {
                    Role = parsed.GetValue(witness) ? "witness" : null, Node = parsed.GetValue(node),
                    Lifetime = parsed.GetValue(lifetime),
                },
                cancellationToken).ConfigureAwait(false);
            return session.Print(made, ClientJson.Indented.JoinTokenDto, () =>
            {
                session.Terminal.Line($"on the {made.Role} that is to join, before {Texts.Time(made.ExpiresAt)}:");
                session.Terminal.Line($"  {made.Command}");
            });
        });
        return verb;
    }

    public static Verb Join(CliContext context) => Joining(context, "join", witness: false, foreign: true,
        "Makes this machine a node of a cluster: checks by the token that the right cluster answers, gets its "
        + "certificate, adds its member of the database, and starts the service.",
        "sudo holdfast cluster join --token HFJ1-… 10.0.0.1",
        "sudo holdfast cluster join --token-from /root/token --name n2 10.0.0.1");

    public static Verb Witness(CliContext context) => Joining(context, "witness", witness: true, foreign: false,
        "Makes this machine a witness: it runs a member of the cluster database, votes, and holds no resources. With "
        + "two nodes it is the third vote.",
        "sudo holdfast cluster witness --token HFJ1-… 10.0.0.1");

    public static Verb Status(CliContext context)
    {
        var verb = new Verb("status",
            "Asks every member of the database now: who votes, who leads, and what one more loss would do.",
            "holdfast cluster status", "holdfast cluster status -o json | jq .hasQuorum");
        verb.Does(context, async (session, _, cancellationToken) =>
        {
            QuorumDto quorum = await session.Client.Machines.QuorumAsync(cancellationToken).ConfigureAwait(false);
            return session.Print(quorum, ClientJson.Indented.QuorumDto,
                () => MachineTables.Show(session.Terminal, quorum));
        });
        return verb;
    }

    public static Verb Remove(CliContext context)
    {
        var name = new Argument<string>("NAME") { Description = "The machine's name." };
        var verb = new Verb("remove",
            "Takes the vote of a witness away for good, or of what an evicted node left behind. A node is removed by "
            + "node evict, its vote included.",
            "holdfast cluster remove w1");
        verb.Arguments.Add(name);
        verb.Does(context, async (session, parsed, cancellationToken) =>
        {
            string machine = parsed.GetValue(name)!;
            await session.Client.Machines.RemoveAsync(machine, cancellationToken).ConfigureAwait(false);
            return session.Say($"machine {machine} removed");
        });
        return verb;
    }

    private static Verb Joining(
        CliContext context, string name, bool witness, bool foreign, string description, params string[] examples)
    {
        var setup = new SetupOptions();
        var token = new Option<string?>("--token")
        {
            Description = "What holdfast cluster token printed.", HelpName = "TOKEN",
        };
        var from = new Option<string?>("--token-from")
        {
            Description = "File with the token, or - for standard input: arguments can be seen by others.",
            HelpName = "FILE",
        };
        var host = new Argument<string>("HOST") { Description = "A node of the cluster: name or IP address[:PORT]." };
        var verb = new Verb(name, description, examples);
        verb.Arguments.Add(host);
        verb.Options.Add(token);
        verb.Options.Add(from);
        setup.AddTo(verb, foreign);
        verb.DoesToMachine(context, parsed => Imagined(
            $"{parsed.GetValue(host)} is asked, with the token, to let this machine in as a "
            + (witness ? "witness" : "node"),
            "its certificate, its settings and its member of the cluster database are made, and the service is "
            + "started"),
            (parsed, cancellationToken) => SetUpAsync(context, parsed,
            [
                "join", .. Pair("--token", parsed.GetValue(token)),
                .. Pair("--token-file", parsed.GetValue(from)), .. witness ? new[] { "--witness" } : [],
                .. setup.Given(parsed), parsed.GetValue(host)!,
            ], cancellationToken));
        return verb;
    }

    private static string[] Imagined(params string[] sentences) =>
        [.. sentences.Select(sentence => $"on this machine: {sentence}")];

    private static async Task<int> SetUpAsync(
        CliContext context, ParseResult parsed, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        MachineDto machine = await new ServiceProgram(context)
            .SetUpAsync(arguments, ClientJson.Default.MachineDto, cancellationToken).ConfigureAwait(false);
        OutputFormat format = GlobalOptions.FormatOf(parsed);
        if (!format.IsForPrograms())
        {
            MachineTables.Show(new Terminal(context), machine);
        }
        else
        {
            Answers.Write(context.Out, format, System.Text.Json.JsonSerializer.Serialize(
                machine, ClientJson.Indented.MachineDto));
        }

        return ExitCodes.Ok;
    }

    private static string[] Pair(string option, string? value) => value is null ? [] : [option, value];
}
