namespace Holdfast.Guard.Clients;

/// <summary>
/// What resources keep for when they are reattached, in memory: it lives exactly as long as what it is about.
/// </summary>
internal sealed class SavedStates
{
    private const int Largest = 8 * 1024 * 1024;
    private readonly Dictionary<(string Resource, string Name), string> states = [];
    private long total;

    public string? Load(string resource, string name) => states.GetValueOrDefault((resource, name));

    /// <exception cref="InvalidOperationException">There is too much in all.</exception>
    public void Save(string resource, string name, string? state)
    {
        long changed = total - (Load(resource, name)?.Length ?? 0) + (state?.Length ?? 0);
        if (changed > Largest)
        {
            throw new InvalidOperationException(
                $"The saved states of a group may have {Largest} characters in all; save less, or in a file.");
        }

        total = changed;
        if (state is null)
        {
            states.Remove((resource, name));
        }
        else
        {
            states[(resource, name)] = state;
        }
    }
}
