using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Service.Machines;

namespace Holdfast.Service.Hosting;

/// <summary>The settings file of <c>holdfastd</c>, JSON; every member may be left out.</summary>
public sealed record NodeSettingsFile
{
    public string? Node { get; init; }

    public string? Database { get; init; }

    public string? EtcdCa { get; init; }

    public string? EtcdCert { get; init; }

    public string? EtcdKey { get; init; }

    public string? EtcdUser { get; init; }

    public string? EtcdPasswordFile { get; init; }

    public string? Data { get; init; }

    public string? Run { get; init; }

    public int? Port { get; init; }

    public int? Spares { get; init; }

    public string? Hold { get; init; }

    public string? Watchdog { get; init; }

    public string? WatchdogTimeout { get; init; }

    /// <summary>This machine among the others, as <c>cluster create</c> and <c>cluster join</c> write it.</summary>
    public MachineSettings? Machine { get; init; }

    /// <summary>
    /// Reads <paramref name="path"/>, or nothing if it is null; what is wrong goes to <paramref name="errors"/>.
    /// </summary>
    public static NodeSettingsFile Read(string? path, List<string> errors)
    {
        if (path is null)
        {
            return new NodeSettingsFile();
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), NodeSettingsJson.Default.NodeSettingsFile)
                ?? new NodeSettingsFile();
        }
        catch (JsonException wrong)
        {
            errors.Add($"{path}: {wrong.Message} Known members: node, database, etcdCa, etcdCert, etcdKey, etcdUser, "
                + "etcdPasswordFile, data, run, port, spares, hold, watchdog, watchdogTimeout, machine.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--config {path} cannot be read: {unreadable.Message}");
        }

        return new NodeSettingsFile();
    }
}

/// <summary>How the settings file is read.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(NodeSettingsFile))]
internal sealed partial class NodeSettingsJson : JsonSerializerContext
{
    /// <summary>As it is written: for people, with their letters as they are.</summary>
    public static NodeSettingsJson Written => field ??= new(new JsonSerializerOptions(Default.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
