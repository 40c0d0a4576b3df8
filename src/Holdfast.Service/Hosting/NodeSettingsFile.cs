using System.Text.Json;
using Holdfast.Service.Machines;

namespace Holdfast.Service.Hosting;

/// <summary>The settings file of <c>holdfastd</c>, JSON; every member may be left out.</summary>
public sealed record NodeSettingsFile
{
    /// <summary>How the file is written and read.</summary>
    public static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        WriteIndented = true,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

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
            return JsonSerializer.Deserialize<NodeSettingsFile>(File.ReadAllText(path), Format)
                ?? new NodeSettingsFile();
        }
        catch (JsonException wrong)
        {
            errors.Add($"{path}: {wrong.Message} Known members: node, database, etcdCa, etcdCert, etcdKey, etcdUser, "
                + "etcdPasswordFile, data, run, port, spares, hold, machine.");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--config {path} cannot be read: {unreadable.Message}");
        }

        return new NodeSettingsFile();
    }
}
