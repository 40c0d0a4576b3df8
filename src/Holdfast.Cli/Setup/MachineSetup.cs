using System.Text;
using System.Text.Json;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Setup;

/// <summary>The settings of this machine's cluster service, written to its file, with the folders they name
/// made.</summary>
internal sealed record MachineSetup(
    string Config, string Node, string Database, string Data, string? Run, int Port)
{
    private const int DefaultPort = 7400;

    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Merges what is given into what is there, or into the defaults, and writes it.</summary>
    public static MachineSetup Prepare(CliContext context, MachineSettings given)
    {
        MachineSetup setup = Merge(context, given, out JsonElement before);
        setup.MakeFolders();
        setup.Write(before);
        return setup;
    }

    /// <summary>What <see cref="Prepare"/> would do, a sentence each.</summary>
    public static IReadOnlyList<string> Imagine(CliContext context, MachineSettings given)
    {
        MachineSetup setup = Merge(context, given, out _);
        return
        [
            .. setup.Folders().Where(folder => !Directory.Exists(folder)).Select(folder => $"folder {folder} is made"),
            $"{setup.Config} is written: node {setup.Node}, database {setup.Database}, data {setup.Data}, port "
            + setup.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ];
    }

    private static MachineSetup Merge(CliContext context, MachineSettings given, out JsonElement before)
    {
        bool root = HoldfastClient.OwnUserId == 0;
        string home = context.Variable("HOME") ?? context.Folder;
        string config = Full(context, given.Config)
            ?? (root ? "/etc/holdfast/holdfastd.json" : Path.Combine(home, ".config", "holdfast", "holdfastd.json"));
        string state = root ? "/var/lib/holdfast" : Path.Combine(home, ".local", "share", "holdfast");
        before = Existing(config);
        string node = given.Node ?? Text(before, "node") ?? HostName();
        var setup = new MachineSetup(
            config, node,
            (IsEtcd(given.Database) ? given.Database : Full(context, given.Database)) ?? Text(before, "database")
                ?? Path.Combine(state, "cluster.db"),
            Full(context, given.Data) ?? Text(before, "data") ?? Path.Combine(state, node),
            Text(before, "run"),
            given.Port ?? Number(before, "port") ?? DefaultPort);
        setup.Check();
        return setup;
    }

    public void Print(CliContext context, OutputFormat format)
    {
        string next = Next(context);
        if (format.IsForPrograms())
        {
            Answers.Write(context.Out, format, Encoding.UTF8.GetString(Bytes(writer =>
            {
                writer.WriteString("config", Config);
                writer.WriteString("node", Node);
                writer.WriteString("database", Database);
                writer.WriteString("data", Data);
                writer.WriteNumber("port", Port);
                writer.WriteString("next", next);
            })));
            return;
        }

        context.Out.WriteLine(Terminal.Safe($"node       {Node}"));
        context.Out.WriteLine(Terminal.Safe($"settings   {Config}"));
        context.Out.WriteLine(Terminal.Safe($"database   {Database}"));
        context.Out.WriteLine(Terminal.Safe($"data       {Data}"));
        context.Out.WriteLine(Terminal.Safe($"next       {next}"));
    }

    private string Next(CliContext context)
    {
        bool systemd = Directory.Exists("/run/systemd/system") && HoldfastClient.OwnUserId == 0
            && Config == "/etc/holdfast/holdfastd.json";
        string[] folders = (context.Variable("PATH") ?? "").Split(':');
        string installed = "/usr/lib/holdfast/service/holdfastd";
        string program =
            !folders.Any(folder => File.Exists(Path.Combine(folder, "holdfastd"))) && File.Exists(installed)
            ? installed
            : "holdfastd";
        return systemd ? "systemctl enable --now holdfastd" : $"{program} --config {Config}";
    }

    private void Check()
    {
        bool name = Node.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(Node[0])
            && Node.All(each => char.IsAsciiLetterOrDigit(each) || each == '-');
        if (!name)
        {
            throw new HoldfastException(ErrorCodes.BadName,
                $"\"{Node}\" is no node name: use letters, digits and '-', at most 63, "
                + "starting with a letter or digit");
        }

        if (Port is < 0 or > 65535)
        {
            throw new HoldfastException(ErrorCodes.WrongValue, $"{Port} is no port: use 0 to 65535");
        }
    }

    private IEnumerable<string> Folders() => new[]
    {
        Path.GetDirectoryName(Config)!, IsEtcd(Database) ? Data : Path.GetDirectoryName(Database)!, Data,
    }.Distinct();

    private void MakeFolders()
    {
        foreach (string folder in Folders())
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, FolderMode);
            }
        }
    }

    /// <summary>Writes the file at once whole; members that are not known here stay.</summary>
    private void Write(JsonElement before)
    {
        string[] own = ["node", "database", "data", "port"];
        byte[] bytes = Bytes(writer =>
        {
            writer.WriteString("node", Node);
            writer.WriteString("database", Database);
            writer.WriteString("data", Data);
            writer.WriteNumber("port", Port);
            foreach (JsonProperty member in before.EnumerateObject().Where(member => !own.Contains(member.Name)))
            {
                member.WriteTo(writer);
            }
        });
        string made = Config + ".new";
        File.WriteAllBytes(made, [.. bytes, (byte)'\n']);
        File.Move(made, Config, overwrite: true);
    }

    private static byte[] Bytes(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static JsonElement Existing(string config)
    {
        if (!File.Exists(config))
        {
            return JsonElement.Parse("{}");
        }

        try
        {
            JsonElement found = JsonElement.Parse(File.ReadAllText(config));
            return found.ValueKind == JsonValueKind.Object ? found : throw new JsonException("it is not an object");
        }
        catch (JsonException malformed)
        {
            throw new HoldfastException(ErrorCodes.MalformedBody,
                $"{config} is not valid JSON ({malformed.Message}); correct or remove it, then try again");
        }
    }

    private static string? Text(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static int? Number(JsonElement settings, string name) =>
        settings.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int number)
            ? number
            : null;

    private static string? Full(CliContext context, string? path) =>
        string.IsNullOrEmpty(path) ? null : Path.GetFullPath(path, context.Folder);

    /// <summary>Whether the database is an etcd, named by URLs, and not a file.</summary>
    private static bool IsEtcd(string? database) => database is not null
        && (database.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || database.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    private static string HostName() => Environment.MachineName.Split('.')[0].ToLowerInvariant();
}
