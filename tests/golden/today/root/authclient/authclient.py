class Client:
    @staticmethod
    def main():
        return 0
