namespace Holdfast.Guard.Output;

/// <summary>The logs of a group's resources, by resource.</summary>
internal sealed class LogFolder(string folder)
{
    private readonly Dictionary<string, ResourceLog> logs = new(StringComparer.Ordinal);

    public ResourceLog For(string resource)
    {
        if (!logs.TryGetValue(resource, out var log))
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                GuardLog.Write($"Cannot create {folder}: {error.Message}. Output is lost until somebody does.");
            }

            logs.Add(resource, log = new ResourceLog(folder, resource));
        }

        return log;
    }

    public void Close()
    {
        foreach (var log in logs.Values)
        {
            log.Close();
        }
    }
}
