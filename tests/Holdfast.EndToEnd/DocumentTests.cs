using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Demo;
using Holdfast.Lab.Machines;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The commands of the documents, typed as they stand there.</summary>
public sealed partial class DocumentTests
{
    private const string ThreeNodes = "three nodes with a counter";
    private const string SourceTree = "the source tree";
    private const string Mark = "@@@ line ";

    /// <summary>Those that one machine is enough for.</summary>
    public static TheoryData<string> OnThreeNodes() => On(ThreeNodes);

    public static TheoryData<string> OnMachines() => [.. Named(document => Machines().IsMatch(document.Scene))];

    public static TheoryData<string> OnTheSourceTree() => On(SourceTree);

    [Fact]
    public void EveryScene_IsOneThatTheTestsKnow() => Assert.Empty(Named(document =>
        document.Scene is not (ThreeNodes or SourceTree or InstallTests.Scene) && !Machines().IsMatch(document.Scene)));

    [Theory]
    [MemberData(nameof(OnThreeNodes))]
    public async Task Commands_OnOneMachine_DoWhatTheDocumentSays(string part)
    {
        await using var cluster = new LabCluster(3) { ServiceOptions = ["--port", "0"] };
        await new DemoStory(cluster, TextWriter.Null).PrepareAsync();
        string folder = Path.Combine(cluster.Folder, "typed");
        Directory.CreateDirectory(folder);
        await PlayAsync(PlayedDocument.Of(part), "", folder, ("HOLDFAST_NODE", cluster.Nodes[0].ApiSocket),
            ("HOLDFAST_ROOT", Programs.Root),
            ("HOLDFAST_DATA", cluster.Nodes[0].DataFolder),
            ("PATH", $"{Path.GetDirectoryName(Programs.Cli)}:{Environment.GetEnvironmentVariable("PATH")}"));
    }

    [Theory]
    [MemberData(nameof(OnMachines))]
    public async Task Commands_OnSeveralMachines_DoWhatTheDocumentSays(string part)
    {
        var document = PlayedDocument.Of(part);
        Match scene = Machines().Match(document.Scene);
        string[] members = scene.Groups["etcd"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string? whyNot = await LabNetwork.WhyNotAsync() ?? (members.Length > 0 ? SecuredEtcd.WhyNot : null);
        Assert.SkipWhen(whyNot is not null, whyNot ?? "");
        await using LabNetwork network =
            await LabNetwork.StartAsync([.. scene.Groups["names"].Value.Split(' '), .. members]);
        SecuredEtcd? etcd = members.Length > 0 ? await SecuredEtcd.StartAsync(network, members) : null;
        var commands = new MachineCommands(network, etcd);
        foreach (PlayedDocument.Block block in document.Blocks)
        {
            document.Check(block, await commands.RunAsync(block.Script));
        }
    }

    [Theory]
    [MemberData(nameof(OnTheSourceTree))]
    public async Task Commands_OfTheSourceTree_DoWhatTheDocumentSays(string part)
    {
        using var tree = new TypedTree();
        await PlayAsync(PlayedDocument.Of(part), TypedTree.Make, tree.Folder, tree.Variables);
    }

    private static TheoryData<string> On(string scene) => [.. Named(document => document.Scene == scene)];

    private static IEnumerable<string> Named(Func<PlayedDocument, bool> which) =>
        PlayedDocument.All.Where(which).Select(document => document.Name);

    private static async Task PlayAsync(
        PlayedDocument document, string first, string folder, params (string Name, string Value)[] variables)
    {
        var script = new StringBuilder($"set -eu\n{first}\n");
        foreach (PlayedDocument.Block block in document.Blocks)
        {
            script.Append($"echo '{Mark}{block.Line}'\n{block.Script}");
        }

        (int code, string output) = await Shell.RunAsync(script.ToString(), folder, variables);

        Assert.True(code == 0, $"{document.File}: exit {code}, in its last block.\n{output}");
        string[] parts = output.Split(Mark);
        Assert.Equal(document.Blocks.Count, parts.Length - 1);
        for (int i = 0; i < document.Blocks.Count; i++)
        {
            document.Check(document.Blocks[i], parts[i + 1]);
        }
    }

    [GeneratedRegex("^machines (?<names>[a-z0-9 ]+?)(?:, etcd on (?<etcd>[a-z0-9 ]+))?$")]
    private static partial Regex Machines();
}
